/** Filling a store from a folder of Cedar policies. */
@NullMarked
package dev.apirouter.avplocal.seed;

import org.jspecify.annotations.NullMarked;
