/* For C++: functions between MI_BEGIN and MI_END are those of a C library. */
#ifndef MITOOL_BASE_LINKAGE_H
#define MITOOL_BASE_LINKAGE_H

#ifdef __cplusplus
#define MI_BEGIN extern "C" {
#define MI_END   }
#else
#define MI_BEGIN
#define MI_END
#endif

#endif
