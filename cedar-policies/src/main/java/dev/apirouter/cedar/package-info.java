/**
 * Folders of Cedar policies: read, split by policy, parsed, validated; problems name file and line.
 */
@NullMarked
package dev.apirouter.cedar;

import org.jspecify.annotations.NullMarked;
