package io.aitbc.protocols.json;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How a record looks on the wire: its components under {@code snake_case} names, in order. */
record RecordShape(Constructor<?> constructor, List<Field> fields) {
    private static final ClassValue<RecordShape> SHAPES = new ClassValue<>() {
        @Override
        protected RecordShape computeValue(Class<?> type) {
            return examine(type);
        }
    };

    /** @param optional may be missing or null */
    record Field(String name, Type type, boolean optional, Method accessor) {
        @Nullable
        Object of(Record value) {
            try {
                return accessor.invoke(value);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("wire records must be public: " + accessor, e);
            }
        }
    }

    static RecordShape of(Class<?> type) {
        return SHAPES.get(type);
    }

    private static RecordShape examine(Class<?> type) {
        RecordComponent[] components = type.getRecordComponents();
        if (components == null) {
            throw new IllegalArgumentException("not a record: " + type.getName());
        }
        List<Field> fields = new ArrayList<>(components.length);
        Class<?>[] types = new Class<?>[components.length];
        for (int i = 0; i < components.length; i++) {
            RecordComponent component = components[i];
            types[i] = component.getType();
            fields.add(new Field(
                    snakeCase(component.getName()),
                    component.getGenericType(),
                    component.getAnnotatedType().isAnnotationPresent(Nullable.class),
                    component.getAccessor()));
        }
        try {
            return new RecordShape(type.getDeclaredConstructor(types), List.copyOf(fields));
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException("a record without its canonical constructor: " + type.getName(), e);
        }
    }

    /**
     * @throws IllegalArgumentException when the record's own constructor refuses the values; its message is ours, not
     *     the sender's
     */
    Object create(@Nullable Object[] values) {
        try {
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IllegalArgumentException refused) {
                throw refused;
            }
            throw new IllegalStateException("cannot create " + constructor, e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("wire records must be public: " + constructor, e);
        }
    }

    static String snakeCase(String name) {
        StringBuilder snake = new StringBuilder(name.length() + 4);
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (Character.isUpperCase(c)) {
                snake.append('_');
            }
            snake.append(c);
        }
        return snake.toString().toLowerCase(Locale.ROOT);
    }
}
