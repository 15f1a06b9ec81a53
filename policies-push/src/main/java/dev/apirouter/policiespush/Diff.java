package dev.apirouter.policiespush;

import dev.apirouter.cedar.ParsedPolicy;
import java.util.List;

/** A plan as it is shown. */
final class Diff {
  private Diff() {}

  /** One line for each change, with the lines of the text that differ; a summary at the end. */
  static String text(PushPlan plan) {
    StringBuilder text = new StringBuilder();
    if (plan.putSchema()) {
      text.append("~ put        schema\n");
    }
    if (plan.validateStrictly()) {
      text.append("~ set        validation STRICT\n");
    }
    for (PushPlan.Change change : plan.changes()) {
      switch (change) {
        case PushPlan.Change.Create(ParsedPolicy policy) -> {
          head(text, "+ create", policy);
          lines(text, "", policy.text().source());
        }
        case PushPlan.Change.Update(StoredPolicy old, ParsedPolicy policy) -> {
          head(text, "~ update", policy);
          lines(text, old.statement(), policy.text().source());
        }
        case PushPlan.Change.Replace(List<StoredPolicy> old, ParsedPolicy policy) -> {
          head(text, "-/+ replace", policy);
          lines(text, old.getFirst().statement(), policy.text().source());
        }
        case PushPlan.Change.Delete(StoredPolicy old) -> {
          text.append(
              "- delete     %s %s (%s)%n"
                  .formatted(old.forbid() ? "forbid" : "permit", old.id(), old.policyId()));
          lines(text, old.statement(), "");
        }
      }
    }
    text.append("= unchanged  %d policies%n".formatted(plan.unchanged()));
    if (plan.others() > 0) {
      text.append(
          "  left alone %d policies that were not pushed from a model%n".formatted(plan.others()));
    }
    return text.toString();
  }

  private static void head(StringBuilder text, String what, ParsedPolicy policy) {
    text.append(
        "%-12s %s %s (%s:%d)%n"
            .formatted(
                what,
                policy.isForbid() ? "forbid" : "permit",
                policy.id(),
                policy.text().file(),
                policy.text().line()));
  }

  /** The lines between the first and the last that differ: policies are short. */
  private static void lines(StringBuilder text, String before, String after) {
    List<String> old = before.lines().toList();
    List<String> young = after.lines().toList();
    int start = 0;
    int shorter = Math.min(old.size(), young.size());
    while (start < shorter && old.get(start).equals(young.get(start))) {
      start++;
    }
    int end = 0;
    while (end < shorter - start
        && old.get(old.size() - 1 - end).equals(young.get(young.size() - 1 - end))) {
      end++;
    }
    old.subList(start, old.size() - end)
        .forEach(line -> text.append("    - ").append(line).append('\n'));
    young
        .subList(start, young.size() - end)
        .forEach(line -> text.append("    + ").append(line).append('\n'));
  }
}
