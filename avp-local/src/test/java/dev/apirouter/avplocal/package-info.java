/** Tests through the real AWS SDK. */
@NullMarked
package dev.apirouter.avplocal;

import org.jspecify.annotations.NullMarked;
