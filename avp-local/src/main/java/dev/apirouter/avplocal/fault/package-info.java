/** What the service can be told to do wrong, for tests. */
@NullMarked
package dev.apirouter.avplocal.fault;

import org.jspecify.annotations.NullMarked;
