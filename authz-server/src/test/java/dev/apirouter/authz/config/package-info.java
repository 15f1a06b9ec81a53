@NullMarked
package dev.apirouter.authz.config;

import org.jspecify.annotations.NullMarked;
