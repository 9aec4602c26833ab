package io.hydrascope.agent.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Templates that want more than they may have. */
class ChatTemplateLimitsTest {
  private static final int CASES = 100_000;
  private static final List<String> PIECES =
      List.of(
          "{{ ",
          " }}",
          "{% ",
          " %}",
          "{%- ",
          " -%}",
          "{# ",
          " #}",
          "for x in ",
          "messages",
          "if ",
          "else",
          "endfor",
          "endif",
          "set ",
          "x",
          " = ",
          "macro m(a)",
          "endmacro",
          "m(x)",
          "[",
          "]",
          "(",
          ")",
          "{",
          "}",
          "'",
          "\"",
          "'a'",
          "\\",
          ".",
          "..",
          ",",
          "|",
          "|tojson",
          "|join(',')",
          "|map('upper')",
          "|list",
          ".__class__",
          ".split()",
          "range(99999)",
          " * 99999",
          " ** 999",
          " + ",
          " ~ ",
          "-",
          "1",
          "1.5e999",
          "0x",
          "none",
          "true",
          "loop.index",
          "ns.x",
          "is ",
          "not ",
          "defined",
          "in ",
          "raw",
          "endraw",
          "break",
          "continue",
          "namespace(x=1)",
          "%s' % ",
          "'{:>99999}'.format(1)",
          "\n",
          "  ",
          "é",
          "😀",
          "\u0000",
          "call",
          "filter upper");

  private static String render(String source) {
    // No time passes: on a busy machine a second would end what steps are to end.
    return new ChatTemplate("t.jinja", source, Limits.standard(), Clock.systemUTC(), () -> 0)
        .render(Map.of("messages", List.of(), "text", "a"))
        .text();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '"',
      value = {
        "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}; steps=",
        "{% for a in range(99999) %}{{ 'x' * 999 }}{% endfor %}; output=1000",
        "{{ 'x' * 1000001 }}; characters=1000001, at most 1000000",
        "{% for a in range(999) %}{% set x = 'x' * 999999 %}{% endfor %}; characters=50",
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}; depth=401, at most 400",
        "{% set ns = namespace(x=[]) %}{% for a in range(999) %}{% set ns.x = [ns.x] %}{% endfor %}{{ ns.x }}; depth=101 cannot be printed, at most 100",
        "{% set ns = namespace(x=[1]) %}{% for a in range(60) %}{% set ns.x = [ns.x, ns.x] %}{% endfor %}{{ ns.x|tojson }}; at most",
        "{% set ns = namespace(x=[1], y=[1]) %}{% for a in range(60) %}{% set ns.x = [ns.x, ns.x] %}{% set ns.y = [ns.y, ns.y] %}{% endfor %}{{ ns.x == ns.y }}; steps=",
        "{{ 9 ** 9999 }}; exponent=9999, at most 4096",
        "{% set ns = namespace(x=9) %}{% for a in range(99) %}{% set ns.x = ns.x * ns.x %}{% endfor %}; at most 4096",
        "{{ range(100001) }}; range=100001 items, at most 100000",
        "{{ '{:>9999999}'.format(1) }}; characters=9999999, at most 1000000",
        "{{ '%999999999999s' % 1 }}; unsupported format character '9'",
        "{{ ''.__class__.__mro__ }}; access to attribute '__class__' of 'str' object is unsafe",
        "{{ messages.__class__() }}; access to attribute '__class__' of 'list' object is unsafe",
        "{{ (messages|attr('__class__')).x }}; unsafe",
        "{{ '{0.__class__.__name__}'.format(text) }}; unsafe",
        "{{ messages.append(1) }}; access to attribute 'append' of 'list' object is unsafe",
        "{% include '/etc/passwd' %}; include reaches for other templates",
      })
  void render_takesMoreThanItMay_namesTemplateLineValueAndLimit(String source, String message) {
    long start = System.nanoTime();
    assertThatThrownBy(() -> render(source))
        .isInstanceOf(ChatTemplateException.class)
        .hasMessageContainingAll("chat template t.jinja line 1: ", message);
    // The limit is a second; a machine may be busy.
    assertThat(System.nanoTime() - start).isLessThan(Duration.ofSeconds(20).toNanos());
  }

  @Test
  void render_takesLong_namesTimeAndLimit() {
    AtomicLong now = new AtomicLong();
    ChatTemplate template =
        new ChatTemplate(
            "t.jinja",
            "{% for a in range(9999) %}{% endfor %}",
            Limits.standard(),
            Clock.systemUTC(),
            () -> now.addAndGet(Duration.ofMillis(600).toNanos()));

    assertThatThrownBy(() -> template.render(Map.of()))
        .isInstanceOf(ChatTemplateException.class)
        .hasMessage("chat template t.jinja line 1: time=1200 ms, at most 1000");
  }

  @Test
  void parse_nestsDeeply_namesDepthAndLimit() {
    for (String pair : List.of("(…)", "[…]", "{1: …}", "-…", "not …", "x[…]", "x(…)", "x|f(…)")) {
      String open = pair.substring(0, pair.indexOf('…'));
      String close = pair.substring(pair.indexOf('…') + 1);
      String source = "{{ " + open.repeat(10_000) + "1" + close.repeat(10_000) + " }}";
      assertThatThrownBy(() -> render(source))
          .as(open)
          .isInstanceOf(ChatTemplateException.class)
          .hasMessageContaining("depth=101 of the template, at most 100");
    }
  }

  @Test
  void parse_blocksNestDeeply_namesDepthAndLimit() {
    assertThatThrownBy(() -> render("{% if x %}".repeat(10_000)))
        .isInstanceOf(ChatTemplateException.class)
        .hasMessageContaining("depth=101 of the template, at most 100");
  }

  @Test
  void render_longChain_namesDepthAndLimit() {
    assertThatThrownBy(() -> render("{{ 1" + " + 1".repeat(10_000) + " }}"))
        .isInstanceOf(ChatTemplateException.class)
        .hasMessageContaining("depth=401, at most 400");
  }

  @Test
  void parse_millionCharacters_namesLengthAndLimit() {
    assertThatThrownBy(() -> render("x".repeat(1_000_000)))
        .isInstanceOf(ChatTemplateException.class)
        .hasMessage("chat template t.jinja: characters=1000000, at most 262144");
  }

  @Test
  void render_anyPieces_rendersOrIsRefused() {
    Random random = new Random(1);
    int rendered = 0;
    for (int i = 0; i < CASES; i++) {
      StringBuilder source = new StringBuilder();
      for (int piece = random.nextInt(14); piece >= 0; piece--) {
        source.append(PIECES.get(random.nextInt(PIECES.size())));
      }
      try {
        assertThat(render(source.toString()).length()).isLessThanOrEqualTo(1_000_000);
        rendered++;
      } catch (ChatTemplateException e) {
        assertThat(e).as(source.toString()).hasMessageStartingWith("chat template t.jinja");
      }
    }
    assertThat(rendered).isBetween(CASES / 100, CASES - CASES / 100);
  }
}
