#include "broker_place.h"

#include "talk.h"

#include "base/span.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PORT = 1883, PORT_TLS = 8883 };

static bool copy(char word[PLACE_WORD], struct mi_span span)
{
    struct mi_text text = mi_text(word, PLACE_WORD);
    mi_text_run(&text, span.at, span.length);
    return !text.full;
}

/* What stands before the last '@'; an address may be in brackets, a port behind it. */
static bool read_user(struct broker_place *place, struct mi_span *rest)
{
    size_t at = rest->length;
    while (at > 0 && rest->at[at - 1] != '@')
        at--;
    struct mi_span user = mi_span_first(*rest, at > 0 ? at - 1 : 0);
    *rest = mi_span_from(*rest, at);
    return copy(place->user, user) && (at == 0 || user.length > 0);
}

static bool read_port(struct broker_place *place, struct mi_span rest)
{
    enum { DIGITS = 5 };
    uint32_t port = 0;
    if (rest.length == 0)
        return true;
    if (rest.length < 2 || rest.length > 1 + DIGITS || *rest.at != ':')
        return false;
    for (size_t i = 1; i < rest.length; i++) {
        if (!mi_is_digit(rest.at[i]))
            return false;
        port = port * 10 + (uint32_t)(rest.at[i] - '0');
    }
    place->port = (uint16_t)port;
    return port > 0 && port <= UINT16_MAX;
}

static bool read_host(struct broker_place *place, struct mi_span rest)
{
    bool is_bracketed = mi_span_starts(rest, "[");
    size_t length = 0;
    rest = mi_span_from(rest, is_bracketed);
    while (length < rest.length && rest.at[length] != (is_bracketed ? ']' : ':'))
        length++;
    struct mi_span host = mi_span_first(rest, length);
    rest = mi_span_from(rest, length);
    if (is_bracketed && !mi_span_take(&rest, "]"))
        return false;
    return host.length > 0 && memchr(host.at, '/', host.length) == NULL &&
           copy(place->host, host) && read_port(place, rest);
}

static enum exit_status read_url(struct broker_place *place)
{
    struct mi_span rest = {place->url, strlen(place->url)};
    bool is_safe = mi_span_take(&rest, "mqtts://");
    if (!is_safe && !mi_span_take(&rest, "mqtt://"))
        rest.length = 0;
    if (rest.length > 0 && mi_span_ends(rest, "/"))
        rest.length--;
    place->port = is_safe ? PORT_TLS : PORT;
    if (!read_user(place, &rest) || !read_host(place, rest)) {
        const char *behind = strrchr(place->url, '@'); /* there may be a password before it */
        return talk_usage(
            NULL, "--broker: '%s' is not a URL such as mqtt://user@host:1883 or mqtts://host",
            behind != NULL ? behind : place->url);
    }
    place->has_tls = is_safe || place->port == PORT_TLS;
    if (strchr(place->user, ':') == NULL)
        return EXIT_DONE;
    return talk_usage(
        NULL, "--broker: others can see a password in the URL: give it with --password-file "
              "or in MITOOL_MQTT_PASSWORD");
}

/* --- the password --- */

/* The first line of a file. */
static enum exit_status read_file(struct broker_place *place, const char *path)
{
    struct mi_secret *password = &place->password;
    struct mi_problem problem = mi_secret_read(path, password);
    if (problem.code != MI_OK) {
        talk_problem(path, 0, &problem);
        return EXIT_INPUT;
    }
    if (password->text == NULL)
        return EXIT_DONE;
    password->size = strcspn(password->text, "\r\n");
    password->text[password->size] = '\0';
    return EXIT_DONE;
}

static enum exit_status read_own_file(struct broker_place *place, const char *path)
{
    enum exit_status status = read_file(place, path);
    if (place->password.is_open_to_others)
        talk(path, 0, "others can read this password; chmod 600 makes it yours alone");
    return status;
}

/* What systemd gives to a service stands in files that nobody else can read; it need not give any.
 */
static enum exit_status read_credential(struct broker_place *place)
{
    const char *directory = getenv("CREDENTIALS_DIRECTORY");
    char path[PATH_MAX];
    struct mi_text text = mi_text(path, sizeof path);
    if (directory == NULL)
        return EXIT_DONE;
    mi_text_add(&text, directory);
    mi_text_add(&text, "/mqtt-password");
    bool is_missing = access(path, F_OK) != 0 && errno == ENOENT;
    return is_missing ? EXIT_DONE : read_file(place, path);
}

static enum exit_status read_password(struct broker_place *place, const char *path)
{
    const char *word = getenv("MITOOL_MQTT_PASSWORD");
    if (path != NULL && place->user[0] == '\0')
        return talk_usage(NULL, "--password-file wants a user: --broker mqtt://USER@%s",
                          place->host);
    if (path != NULL)
        return read_own_file(place, path);
    if (word == NULL)
        return read_credential(place);
    bool is_kept = mi_secret_append(&place->password, word, strlen(word)) || talk_no_memory();
    return is_kept ? EXIT_DONE : EXIT_INPUT;
}

enum exit_status broker_place_read(struct broker_place *place,
                                   const struct publish_settings *settings)
{
    *place = (struct broker_place){.url = settings->broker != NULL ? settings->broker
                                                                   : "mqtt://localhost"};
    enum exit_status status = read_url(place);
    place->has_tls = place->has_tls || settings->authority != NULL;
    bool wants_tls = settings->certificate != NULL || settings->takes_any_host;
    if (status == EXIT_DONE && wants_tls && !place->has_tls)
        status = talk_usage(NULL, "--client-cert and --any-host want TLS: mqtts:// or --cafile");
    return status == EXIT_DONE ? read_password(place, settings->password_path) : status;
}

const char *broker_place_password(const struct broker_place *place)
{
    return place->password.size > 0 ? place->password.text : NULL;
}

void broker_place_free(struct broker_place *place)
{
    mi_secret_free(&place->password);
}
