@NullMarked
package dev.apirouter.authz.engine.avp;

import org.jspecify.annotations.NullMarked;
