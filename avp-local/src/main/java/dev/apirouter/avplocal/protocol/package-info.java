/** The wire protocol: AWS JSON 1.0 with Signature Version 4. */
@NullMarked
package dev.apirouter.avplocal.protocol;

import org.jspecify.annotations.NullMarked;
