/**
 * The rare finer decision inside a service: may this caller do it to this very order? The router
 * has decided by then that the caller may do it at all.
 */
@NullMarked
package dev.apirouter.authzlib;

import org.jspecify.annotations.NullMarked;
