/** The whole router, tried from outside. */
@NullMarked
package dev.apirouter.e2e;

import org.jspecify.annotations.NullMarked;
