@NullMarked
package dev.apirouter.authz.response;

import org.jspecify.annotations.NullMarked;
