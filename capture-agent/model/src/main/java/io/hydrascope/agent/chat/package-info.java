/**
 * Chat templates: the part of Jinja that they are written in, with Python's values, in a sandbox. A
 * template reaches no file, no network and no Java object.
 */
@NullMarked
package io.hydrascope.agent.chat;

import org.jspecify.annotations.NullMarked;
