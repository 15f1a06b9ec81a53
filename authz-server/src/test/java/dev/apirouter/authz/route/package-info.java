@NullMarked
package dev.apirouter.authz.route;

import org.jspecify.annotations.NullMarked;
