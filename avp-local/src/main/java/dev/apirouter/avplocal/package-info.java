/**
 * A stand-in for Amazon Verified Permissions on one's own machine. It is not the service: it has no
 * durability, no IAM, one fixed key, and the rules of the service only as far as its public
 * documentation tells them.
 */
@NullMarked
package dev.apirouter.avplocal;

import org.jspecify.annotations.NullMarked;
