@NullMarked
package dev.apirouter.authz.extauthz;

import org.jspecify.annotations.NullMarked;
