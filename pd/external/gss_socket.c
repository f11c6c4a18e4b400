/* UDP on the loopback interface. */
#include "gss_internal.h"

#include <string.h>

static struct sockaddr_in loopback(int port) {
    struct sockaddr_in address;
    memset(&address, 0, sizeof address);
    address.sin_family = AF_INET;
    address.sin_port = htons((uint16_t)port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

/* Return a UDP socket of this machine alone that talks with one port only: what others send is not even received. 0: with itself. */
sock sock_open(int port) {
    struct sockaddr_in address = loopback(0);
    socklen_t size = sizeof address;
    int room = 1 << 20;
    sock s = socket(AF_INET, SOCK_DGRAM, 0);
    if (s == NO_SOCKET) return NO_SOCKET;
    setsockopt(s, SOL_SOCKET, SO_RCVBUF, (const char *)&room, sizeof room);
    int good = sock_setup(s) && bind(s, (struct sockaddr *)&address, sizeof address) == 0;
    good = good && getsockname(s, (struct sockaddr *)&address, &size) == 0;
    if (port) address = loopback(port);
    if (good && connect(s, (struct sockaddr *)&address, sizeof address) == 0) return s;
    sock_close(s);
    return NO_SOCKET;
}
