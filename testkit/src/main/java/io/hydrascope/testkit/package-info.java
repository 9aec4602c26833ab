/**
 * What tests of every module share: the real platform in child processes, and processes to be
 * killed.
 */
@NullMarked
package io.hydrascope.testkit;

import org.jspecify.annotations.NullMarked;
