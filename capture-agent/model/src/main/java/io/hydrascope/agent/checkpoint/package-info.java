/** A Hugging Face folder as data: config, weights and tokenizer, never as code. */
@NullMarked
package io.hydrascope.agent.checkpoint;

import org.jspecify.annotations.NullMarked;
