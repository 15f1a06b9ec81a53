@NullMarked
package dev.apirouter.authz;

import org.jspecify.annotations.NullMarked;
