/** The engine that asks Amazon Verified Permissions; the only package that knows the AWS SDK. */
@NullMarked
package dev.apirouter.authz.engine.avp;

import org.jspecify.annotations.NullMarked;
