@NullMarked
package dev.apirouter.authz.authn.json;

import org.jspecify.annotations.NullMarked;
