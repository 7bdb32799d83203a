package io.aitbc.models;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A JSON document of known shape, read value by value, so that one of 100 MB needs no memory of its own. Real UTF-8,
 * {@value #MAX_DEPTH} levels, names of at most {@value #LONGEST_NAME} and texts of at most {@value #LONGEST_TEXT}
 * characters, nothing after the value; who reads looks out for names that come twice.
 */
final class JsonTokens implements AutoCloseable {
    private static final int MAX_DEPTH = 8;
    private static final int LONGEST_NAME = 512;
    private static final int LONGEST_TEXT = 4096;
    private static final int LONGEST_NUMBER = 40;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNameLength(LONGEST_NAME)
                    .maxStringLength(LONGEST_TEXT)
                    .maxNumberLength(LONGEST_NUMBER)
                    .build())
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .build();

    private final String where;
    private final JsonParser parser;

    /**
     * @param where what it is in messages, such as {@code m/model.safetensors: the header}
     * @param in ends where the document must end
     */
    JsonTokens(String where, InputStream in) throws ModelException {
        this.where = where;
        try {
            parser = FACTORY.createParser(new InputStreamReader(in, StandardCharsets.UTF_8.newDecoder()));
        } catch (IOException e) {
            throw wrong(e);
        }
    }

    /** An object begins here. */
    void object(String what) throws ModelException {
        expect(JsonToken.START_OBJECT, what, "an object");
    }

    /** The next name in this object; null when the object is over. */
    @Nullable
    String name() throws ModelException {
        return next() == JsonToken.END_OBJECT ? null : currentName();
    }

    String text(String what) throws ModelException {
        expect(JsonToken.VALUE_STRING, what, "text");
        try {
            return parser.getText();
        } catch (IOException e) {
            throw wrong(e);
        }
    }

    /** Text that nobody needs, of any length. */
    void skipText(String what) throws ModelException {
        expect(JsonToken.VALUE_STRING, what, "text");
    }

    /** A list begins here. */
    void list(String what) throws ModelException {
        expect(JsonToken.START_ARRAY, what, "a list");
    }

    /** The next number of this list, which holds whole numbers from 0; null when the list is over. */
    @Nullable
    Long item(String what) throws ModelException {
        JsonToken token = next();
        return token == JsonToken.END_ARRAY ? null : whole(token, what);
    }

    /** A value that nobody needs. */
    void skip() throws ModelException {
        next();
        try {
            parser.skipChildren();
        } catch (IOException e) {
            throw wrong(e);
        }
    }

    /** Nothing may follow but blanks. */
    void end() throws ModelException {
        try {
            if (parser.nextToken() != null) {
                throw ModelException.broken(where + " goes on after its end; download the file again");
            }
        } catch (IOException e) {
            throw wrong(e);
        }
    }

    @Override
    public void close() throws ModelException {
        try {
            parser.close();
        } catch (IOException e) {
            throw wrong(e);
        }
    }

    private long whole(JsonToken token, String what) throws ModelException {
        try {
            if (token == JsonToken.VALUE_NUMBER_INT
                    && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER
                    && parser.getLongValue() >= 0) {
                return parser.getLongValue();
            }
            throw ModelException.broken(where + ": " + Named.shown(what) + " holds "
                    + (token.isScalarValue() ? Named.shown(parser.getText()) : "no number")
                    + " where a whole number from 0 to " + Long.MAX_VALUE + " belongs; download the file again");
        } catch (IOException e) {
            throw wrong(e);
        }
    }

    private void expect(JsonToken wanted, String what, String called) throws ModelException {
        if (next() != wanted) {
            throw ModelException.broken(
                    where + ": " + Named.shown(what) + " must be " + called + "; download the file again");
        }
    }

    private String currentName() throws ModelException {
        try {
            return parser.currentName();
        } catch (IOException e) {
            throw wrong(e);
        }
    }

    private JsonToken next() throws ModelException {
        try {
            JsonToken token = parser.nextToken();
            if (token == null) {
                throw ModelException.broken(where + " ends too early; download the file again");
            }
            return token;
        } catch (IOException e) {
            throw wrong(e);
        }
    }

    private ModelException wrong(IOException e) {
        String problem = " cannot be read: " + Named.cause(e);
        if (e instanceof CharacterCodingException) {
            problem = " is not UTF-8";
        } else if (e instanceof JsonEOFException) {
            problem = " ends too early";
        } else if (e instanceof StreamConstraintsException) {
            problem = " has a name, a text, a number or a depth beyond all sense" + place((JsonProcessingException) e);
        } else if (e instanceof JsonProcessingException bad) {
            problem = " is not JSON" + place(bad);
        }
        return ModelException.broken(where + problem + "; download the file again");
    }

    private static String place(JsonProcessingException e) {
        return e.getLocation() == null
                ? ""
                : ", at character " + Math.max(0, e.getLocation().getCharOffset());
    }
}
