// M/M/100 at load 0.9, first come first served, on std::priority_queue, with xoshiro128** as in kernel/Draws.ts and -log1p for exponentials.
// Arguments: customers to warm up with, customers to measure. Prints customers per second and the mean wait in service times.
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <queue>
#include <vector>

struct Event {
  double time;
  uint32_t sequence;
  uint32_t kind;
};
struct Later {
  bool operator()(const Event& a, const Event& b) const {
    return a.time > b.time || (a.time == b.time && a.sequence > b.sequence);
  }
};

static uint32_t s0 = 1, s1 = 2, s2 = 3, s3 = 4;
static uint32_t rotated(uint32_t x, int by) { return (x << by) | (x >> (32 - by)); }
static uint32_t word() {
  const uint32_t result = rotated(s1 * 5, 7) * 9, shifted = s1 << 9;
  s2 ^= s0;
  s3 ^= s1;
  s1 ^= s2;
  s0 ^= s3;
  s2 ^= shifted;
  s3 = rotated(s3, 11);
  return result;
}
static double exponential() {
  const double high = word() >> 5, low = word() >> 6;
  return -std::log1p(-(high * 67108864.0 + low) / 9007199254740992.0);
}

static std::priority_queue<Event, std::vector<Event>, Later> pending;
static uint32_t sequence = 0, arrived = 0, started = 0, free_servers = 100;
static double waits = 0;
static std::vector<double> waiting(65536);

static void start(double now) {
  waits += now - waiting[started++ & 65535];
  free_servers--;
  pending.push({now + exponential(), sequence++, 1});
}
__attribute__((noinline)) static void handle(uint32_t kind, double now) {
  if (kind == 0) {
    waiting[arrived++ & 65535] = now;
    if (free_servers > 0) start(now);
    pending.push({now + exponential() / 90, sequence++, 0});
  } else {
    free_servers++;
    if (started < arrived) start(now);
  }
}
static void run(uint32_t customers) {
  const uint32_t until = started + customers;
  while (started < until) {
    const Event next = pending.top();
    pending.pop();
    handle(next.kind, next.time);
  }
}

int main(int, char** argv) {
  pending.push({0, sequence++, 0});
  run(std::atol(argv[1]));
  waits = 0;
  const std::clock_t begin = std::clock();
  const long measured = std::atol(argv[2]);
  run(measured);
  const double seconds = double(std::clock() - begin) / CLOCKS_PER_SEC;
  std::printf("%.0f %.6f\n", measured / seconds, waits / measured);
}
