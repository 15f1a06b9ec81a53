@NullMarked
package dev.apirouter.authz.authn;

import org.jspecify.annotations.NullMarked;
