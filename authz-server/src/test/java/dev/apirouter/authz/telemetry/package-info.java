@NullMarked
package dev.apirouter.authz.telemetry;

import org.jspecify.annotations.NullMarked;
