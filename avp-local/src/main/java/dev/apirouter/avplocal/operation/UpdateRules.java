package dev.apirouter.avplocal.operation;

import dev.apirouter.avplocal.protocol.AvpException;
import dev.apirouter.avplocal.protocol.Input;
import dev.apirouter.avplocal.protocol.TextRule;
import dev.apirouter.avplocal.store.Statement;

/** Rules which policies and templates have in common. */
final class UpdateRules {
  private UpdateRules() {}

  /** UpdatePolicy and UpdatePolicyTemplate: "You can't change …". */
  static void requireUpdate(Statement before, Statement after) {
    if (!after.isUpdateOf(before)) {
      throw AvpException.validation(
          "Invalid input: an update must not change the effect, the principal or the resource");
    }
  }

  /** Names, newer than the rest, are not implemented: said instead of ignored. */
  static void refuseName(Input input) {
    if (input.optionalText("name", TextRule.NON_EMPTY).isPresent()) {
      throw AvpException.validation("avp-local has no names of policies and policy templates");
    }
  }
}
