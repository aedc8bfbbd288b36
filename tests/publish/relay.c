/*
 * A broker that is worse than the one behind it: it passes on what a client and a broker on
 * 127.0.0.1 say to each other, and
 *
 *     relay PORT BROKER [old] [rate N] [hang-up]
 *
 * old: knows MQTT 3.1.1 only, and says so; hang-up: says nothing instead; rate N: takes N packets a
 * second from the client.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <inttypes.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { BUFFER = 1 << 16, HEADER = 5, VERSION_AT = 6, VERSION_5 = 5 };

static struct {
    bool is_old;
    bool hangs_up;
    unsigned rate; /* packets a second; 0: any */
} settings;

/* Ends the program when it is none. */
static unsigned number_of(const char *text, unsigned highest)
{
    char *end = NULL;
    uintmax_t number = strtoumax(text, &end, 10);
    if (*text >= '0' && *text <= '9' && *end == '\0' && number <= highest)
        return (unsigned)number;
    (void)fprintf(stderr, "relay: '%s' is not a number up to %u\n", text, highest);
    exit(2);
}

static struct sockaddr_in address_of(const char *port)
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    address.sin_port = htons((uint16_t)number_of(port, UINT16_MAX));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

static bool read_all(int file, uint8_t *bytes, size_t size)
{
    while (size > 0) {
        ssize_t got = read(file, bytes, size);
        if (got <= 0)
            return false;
        bytes += got;
        size -= (size_t)got;
    }
    return true;
}

static bool write_all(int file, const uint8_t *bytes, size_t size)
{
    while (size > 0) {
        ssize_t done = write(file, bytes, size);
        if (done <= 0)
            return false;
        bytes += done;
        size -= (size_t)done;
    }
    return true;
}

/* One packet with its header; 0 at the end. */
static size_t read_packet(int file, uint8_t *packet)
{
    size_t length = 0;
    size_t at = 1;
    if (!read_all(file, packet, 1))
        return 0;
    do {
        if (at == HEADER || !read_all(file, packet + at, 1))
            return 0;
        length |= (size_t)(packet[at] & 0x7f) << 7 * (at - 1);
    } while ((packet[at++] & 0x80) != 0);
    if (length > BUFFER - HEADER || !read_all(file, packet + at, length))
        return 0;
    return at + length;
}

/* The version stands behind the name of the protocol, which is six bytes long. */
static bool is_new(const uint8_t *packet, size_t size)
{
    size_t at = 1;
    while (at < size && (packet[at] & 0x80) != 0)
        at++;
    return at + 1 + VERSION_AT < size && packet[at + 1 + VERSION_AT] == VERSION_5;
}

static bool greet(int client, int broker)
{
    static const uint8_t REFUSAL[] = {0x20, 2, 0, 1};
    uint8_t packet[BUFFER];
    size_t size = read_packet(client, packet);
    if (size == 0)
        return false;
    if (is_new(packet, size) && settings.is_old && !settings.hangs_up)
        (void)write_all(client, REFUSAL, sizeof REFUSAL);
    if (is_new(packet, size) && (settings.is_old || settings.hangs_up))
        return false;
    return write_all(broker, packet, size);
}

static bool pass_packet(int client, int broker)
{
    uint8_t packet[BUFFER];
    size_t size = read_packet(client, packet);
    if (settings.rate > 0) {
        struct timespec pause = {.tv_nsec = 1000000000 / settings.rate};
        (void)nanosleep(&pause, NULL);
    }
    return size > 0 && write_all(broker, packet, size);
}

static bool pass_bytes(int broker, int client)
{
    uint8_t bytes[BUFFER];
    ssize_t size = read(broker, bytes, sizeof bytes);
    return size > 0 && write_all(client, bytes, (size_t)size);
}

static void relay(int client, const char *port)
{
    struct sockaddr_in address = address_of(port);
    int broker = socket(AF_INET, SOCK_STREAM, 0);
    bool goes_on =
        connect(broker, (struct sockaddr *)&address, sizeof address) == 0 && greet(client, broker);
    while (goes_on) {
        struct pollfd files[] = {{.fd = client, .events = POLLIN},
                                 {.fd = broker, .events = POLLIN}};
        (void)poll(files, 2, -1);
        if (files[1].revents != 0)
            goes_on = pass_bytes(broker, client);
        if (goes_on && files[0].revents != 0)
            goes_on = pass_packet(client, broker);
    }
    (void)close(broker);
}

static void read_settings(int count, char **words)
{
    for (int i = 3; i < count; i++) {
        settings.is_old = settings.is_old || strcmp(words[i], "old") == 0;
        settings.hangs_up = settings.hangs_up || strcmp(words[i], "hang-up") == 0;
        if (strcmp(words[i], "rate") == 0 && i + 1 < count)
            settings.rate = number_of(words[++i], 1000000);
    }
}

int main(int count, char **words)
{
    int file = socket(AF_INET, SOCK_STREAM, 0);
    int yes = 1;
    if (count < 3) {
        (void)fprintf(stderr, "usage: relay PORT BROKER [old] [hang-up] [rate N]\n");
        return 2;
    }
    read_settings(count, words);
    struct sockaddr_in address = address_of(words[1]);
    (void)setsockopt(file, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (bind(file, (struct sockaddr *)&address, sizeof address) != 0 || listen(file, 8) != 0) {
        perror("relay");
        return 1;
    }
    (void)signal(SIGPIPE, SIG_IGN);
    (void)signal(SIGCHLD, SIG_IGN);
    for (;;) {
        int client = accept(file, NULL, NULL);
        if (client >= 0 && fork() == 0) {
            (void)close(file);
            relay(client, words[2]);
            _exit(0);
        }
        (void)close(client);
    }
}
