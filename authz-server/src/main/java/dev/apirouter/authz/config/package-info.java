/**
 * Settings: one YAML file and environment overrides become immutable records, or a list of
 * problems.
 */
@NullMarked
package dev.apirouter.authz.config;

import org.jspecify.annotations.NullMarked;
