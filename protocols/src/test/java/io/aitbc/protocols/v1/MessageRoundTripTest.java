package io.aitbc.protocols.v1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aitbc.protocols.json.WireFormatException;
import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MessageRoundTripTest {
    static List<Class<?>> all() {
        return Messages.all();
    }

    @ParameterizedTest
    @MethodSource("all")
    void comesBackAsItWas(Class<? extends Record> type) throws WireFormatException {
        Random random = new Random(type.getName().hashCode());
        for (int i = 0; i < 10; i++) {
            for (boolean full : new boolean[] {true, false}) {
                Record message = Messages.sample(type, full, random);
                assertThat(WireJson.read(WireJson.write(message), type)).isEqualTo(message);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void needsWhatIsNotOptional(Class<? extends Record> type) throws WireFormatException {
        Map<?, ?> full = (Map<?, ?>) WireJson.readValue(WireJson.write(Messages.sample(type, true, new Random(1))));
        for (RecordComponent component : type.getRecordComponents()) {
            String name = Messages.wireName(component.getName());
            Map<Object, Object> without = new LinkedHashMap<>(full);
            without.remove(name);
            Map<Object, Object> wrong = new LinkedHashMap<>(full);
            wrong.put(name, component.getType() == String.class ? List.of() : "x");

            if (Messages.isOptional(component)) {
                assertThatCode(() -> WireJson.bind(without, type)).doesNotThrowAnyException();
            } else {
                assertThatThrownBy(() -> WireJson.bind(without, type)).hasMessage("$." + name + " is missing");
            }
            assertThatThrownBy(() -> WireJson.bind(wrong, type))
                    .isInstanceOf(WireFormatException.class)
                    .hasMessageStartingWith("$." + name + " must be ");
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void ignoresWhatANewerSideAdds(Class<? extends Record> type) throws WireFormatException {
        Record message = Messages.sample(type, true, new Random(2));
        Map<Object, Object> more = new LinkedHashMap<>((Map<?, ?>) WireJson.readValue(WireJson.write(message)));
        more.put("from_the_future", List.of(Map.of("a", 1L)));

        assertThat(WireJson.read(WireJson.writeValue(more), type)).isEqualTo(message);
    }
}
