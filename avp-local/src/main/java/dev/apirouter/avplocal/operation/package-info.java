/** The service's operations, each from its input to its output. */
@NullMarked
package dev.apirouter.avplocal.operation;

import org.jspecify.annotations.NullMarked;
