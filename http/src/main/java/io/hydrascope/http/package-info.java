/**
 * An embedded HTTP server with limits: what listens, refuses and ends alike in every program that
 * has routes to offer. Jetty's types end here.
 */
@NullMarked
package io.hydrascope.http;

import org.jspecify.annotations.NullMarked;
