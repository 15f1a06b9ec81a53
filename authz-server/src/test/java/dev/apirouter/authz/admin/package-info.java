@NullMarked
package dev.apirouter.authz.admin;

import org.jspecify.annotations.NullMarked;
