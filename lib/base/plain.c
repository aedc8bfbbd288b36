#include "base/plain.h"

#include <string.h>

/* Of those that begin alike, the longer one first. */
static const struct {
    const char *dressed;
    const char *plain;
} CHARACTERS[] = {
    {"\xc2\xa0", " "},                              /* no-break space */
    {"\xe2\x80\xaf", " "},                          /* a narrow one */
    {"\xe2\x80\x89", " "},                          /* thin space */
    {"\xe2\x80\x8b", ""},                           /* zero-width space */
    {"\xe2\x80\x8c", ""},                           /* zero-width non-joiner */
    {"\xe2\x80\x8d", ""},                           /* zero-width joiner */
    {"\xe2\x80\x8e", ""},                           /* left-to-right mark */
    {"\xe2\x80\x8f", ""},                           /* right-to-left mark */
    {"\xc2\xad", ""},                               /* soft hyphen */
    {"\xe2\x81\xa0", ""},                           /* word joiner */
    {"\xef\xbb\xbf", ""},                           /* byte order mark */
    {"\xe3\x80\x80", " "},                          /* ideographic space */
    {"\xe2\x80\x98", "'"},  {"\xe2\x80\x99", "'"},  /* ‘ ’ */
    {"\xe2\x80\x9a", "'"},  {"\xe2\x80\x9b", "'"},  /* ‚ ‛ */
    {"\xe2\x80\x9c", "\""}, {"\xe2\x80\x9d", "\""}, /* “ ” */
    {"\xe2\x80\x9e", "\""}, {"\xe2\x80\x9f", "\""}, /* „ ‟ */
    {"\xc2\xab", "\""},     {"\xc2\xbb", "\""},     /* « » */
    {"&amp;", "&"},         {"&apos;", "'"},        {"&gt;", ">"},   {"&lt;", "<"},
    {"&nbsp;", " "},        {"&quot;", "\""},       {"&#34;", "\""}, {"&#x22;", "\""},
    {"&#39;", "'"},         {"&#039;", "'"},        {"&#x27;", "'"},
};

static const char *const TAGS[] = {
    "b",     "blockquote", "br",  "code", "div",  "em",     "font",  "i",     "kbd", "li",
    "ol",    "p",          "pre", "samp", "span", "strong", "table", "tbody", "td",  "th",
    "thead", "tr",         "tt",  "u",    "ul",   "w:p",    "w:r",   "w:t",
};

/* "<br>", "</td>", "<td class=\"x\">": all of it, or 0. */
static size_t tag_length(struct mi_span span)
{
    enum { TAG_MAX = 256 };
    struct mi_span name = mi_span_from(span, mi_span_starts(span, "</") ? 2 : 1);
    const char *close = memchr(span.at, '>', span.length < TAG_MAX ? span.length : TAG_MAX);
    for (size_t i = 0; close != NULL && i < sizeof TAGS / sizeof TAGS[0]; i++) {
        struct mi_span behind = mi_span_from(name, strlen(TAGS[i]));
        if (mi_span_starts_like(name, TAGS[i]) && strchr(" >/", behind.at[0]) != NULL)
            return (size_t)(close - span.at) + 1;
    }
    return 0;
}

size_t mi_span_plain(struct mi_span span, bool has_quotes, const char **plain)
{
    bool is_dressed = span.at[0] == '&' || (unsigned char)span.at[0] >= 0xc2;
    for (size_t i = 0; is_dressed && i < sizeof CHARACTERS / sizeof CHARACTERS[0]; i++) {
        *plain = CHARACTERS[i].plain;
        if (mi_span_starts(span, CHARACTERS[i].dressed))
            return has_quotes && **plain == '"' ? 0 : strlen(CHARACTERS[i].dressed);
    }
    *plain = " ";
    return span.at[0] == '<' ? tag_length(span) : 0;
}
