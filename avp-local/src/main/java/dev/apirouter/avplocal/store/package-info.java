/** Policy stores, and what a store takes and decides. */
@NullMarked
package dev.apirouter.avplocal.store;

import org.jspecify.annotations.NullMarked;
