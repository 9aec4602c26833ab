/**
 * What the agent sends and the jobs read: one Arrow layout and its codec. Arrow types stay here.
 */
@NullMarked
package io.hydrascope.schemas.capture;

import org.jspecify.annotations.NullMarked;
