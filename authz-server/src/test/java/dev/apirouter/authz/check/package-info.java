@NullMarked
package dev.apirouter.authz.check;

import org.jspecify.annotations.NullMarked;
