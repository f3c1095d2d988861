package org.mailshim.abi.srv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailshim.abi.AbiException;
import org.mailshim.sasl.Secret;

/** The parameter {@code user}. */
final class UserTableTest {
  private static UserTable.User ann(String line) {
    return UserTable.parse(line).find("ann").orElseThrow();
  }

  @Test
  void flagsSayWhoMayWhat() {
    assertTrue(ann("ann;x").mayFetch() && ann("ann;x").maySend());
    assertTrue(ann("ann;x;;p").mayFetch());
    assertFalse(ann("ann;x;;P").maySend());
    assertTrue(ann("ann;x;;AS").maySend());
    assertFalse(ann("ann;x;;S").mayFetch());
    assertTrue(ann("ann;x;;FW").maySend() && ann("ann;x;;FW").mayFetch(), "the vendor's others");
  }

  @Test
  void fieldsAndLines() {
    UserTable table = UserTable.parse("ann;secret;/home/ann;PS\n\n Bob ; p w \n");
    assertEquals(Optional.of(Path.of("/home/ann")), table.find("ANN").orElseThrow().home());
    assertEquals(Optional.empty(), table.find("bob").orElseThrow().home());
    assertTrue(table.find("bob").orElseThrow().credential().matches(Secret.of(" p w")));
    assertEquals(Optional.empty(), table.find("eve"));
    assertTrue(UserTable.parse("").isEmpty());
  }

  @Test
  void theLastOfANameCounts() {
    UserTable table = UserTable.parse("ann;old\nann;new");
    assertTrue(table.find("ann").orElseThrow().credential().matches(Secret.of("new")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ann", "ann;", ";secret", "bob;x\nann"})
  void whatHasNoNameOrPasswordIsRefused(String text) {
    assertThrows(AbiException.class, () -> UserTable.parse(text));
  }
}
