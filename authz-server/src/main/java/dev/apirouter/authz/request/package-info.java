/** What a Check says about the HTTP request, as plain values. */
@NullMarked
package dev.apirouter.authz.request;

import org.jspecify.annotations.NullMarked;
