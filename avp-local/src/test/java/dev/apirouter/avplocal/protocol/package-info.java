/** Tests of the wire protocol. */
@NullMarked
package dev.apirouter.avplocal.protocol;

import org.jspecify.annotations.NullMarked;
