/**
 * The whole router as processes of this machine, on loopback: for {@code make run} and for
 * end-to-end tests.
 */
@NullMarked
package dev.apirouter.localstack;

import org.jspecify.annotations.NullMarked;
