// SPDX-License-Identifier: Apache-2.0
//
// mailshim/srv.hpp - mailshim/srv.h for C++17: objects that give back what they hold, text as
// std::string_view, failures as exceptions. Only a header; link as for srv.h.
//
//     #include <mailshim/srv.hpp>
//     #include <iostream>
//
//     int main()
//     try {
//         auto mail = mailshim::Message::through("smtp.example.org", 25, "me@example.org",
//                                                "you@example.net");
//         mail << "From: me@example.org\nTo: you@example.net\n"
//              << "Subject: Hello\n\nGood morning!\n";
//         mail.end();
//     } catch (const mailshim::Error &error) {
//         std::cerr << "not sent: " << error.what() << '\n';
//     }
//
// THE CONTRACT of mailshim/mailshim.h holds: any thread, one object by one thread at a time, text
// in UTF-8. Text that is handed to the C functions must not hold a NUL; Error says so if it does.
// Parameters are set with SetConfigParam, whose overloads srv.h has.
//
#ifndef MAILSHIM_SRV_HPP
#define MAILSHIM_SRV_HPP

#if __cplusplus < 201703L && !(defined(_MSVC_LANG) && _MSVC_LANG >= 201703L)
#error "mailshim/srv.hpp wants C++17; mailshim/srv.h does not"
#endif

#include <mailshim/srv.h>

#include <array>
#include <chrono>
#include <climits>
#include <cstdarg>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#if __cplusplus >= 202002L
#include <span>
#endif

namespace mailshim
{

// A call that failed. what() tells what was attempted, with whom, what came back and what to do.
class Error : public std::runtime_error
{
  public:
    // Of the calling thread's last call that failed; `reply` is an SMTP reply code, or 0.
    static Error last(int reply = 0)
    {
        return Error(mailshim_last_error_code(), mailshim_last_error(), reply);
    }

    Error(int code, const std::string &text, int reply = 0)
        : std::runtime_error(text), code_(code), reply_(reply)
    {
    }

    // The class of the failure, MAILSHIM_E_...
    int code() const noexcept
    {
        return code_;
    }

    // The reply code of the server that refused the message; 0 where none did.
    int reply() const noexcept
    {
        return reply_;
    }

  private:
    int code_;
    int reply_;
};

namespace detail
{

// A copy that ends with NUL.
inline std::string text(std::string_view from)
{
    if (from.find('\0') != std::string_view::npos)
        throw Error(MAILSHIM_E_ARGUMENT, "a text that is given to mailshim holds a NUL");
    return std::string(from);
}

} // namespace detail

// What became of one recipient.
struct RecipientResult {
    enum class Outcome { accepted, deferred, refused };

    std::string address;
    Outcome outcome;
    int reply; // the SMTP reply code, 0 if there was none
};

// A change of state of a message, as its callback hears it; only for the time of that call.
class Progress
{
  public:
    Progress(ServerStream stream, int state, int sent) noexcept
        : stream_(stream), state_(state), sent_(sent)
    {
    }

    // STATE_SMTP_...
    int state() const noexcept
    {
        return state_;
    }

    // Whether this is the last that is heard of the message.
    bool done() const noexcept
    {
        return state_ == STATE_SMTP_DONE;
    }

    // Octets on the wire. With STATE_SMTP_DONE below 0 is failure: -(SMTP reply code), or -1.
    int sent() const noexcept
    {
        return sent_;
    }

    ServerStream stream() const noexcept
    {
        return stream_;
    }

    // Why the message failed, with STATE_SMTP_DONE; empty where it did not.
    std::string reason() const
    {
        int size = SRVErrorText(stream_, nullptr, 0);
        std::string text(static_cast<std::size_t>(size < 0 ? 0 : size) + 1, '\0');
        SRVErrorText(stream_, text.data(), static_cast<int>(text.size()));
        text.pop_back();
        return text;
    }

    // What became of each recipient, with STATE_SMTP_DONE, in the order in which they were named;
    // none in other states.
    std::vector<RecipientResult> recipients() const
    {
        std::vector<RecipientResult> all;
        char address[1024];
        int code = 0, result;

        while (done() && (result = SRVGetRcptResult(stream_, static_cast<int>(all.size()), address,
                                                    sizeof address, &code)) > -2)
            all.push_back({address,
                           result > 0    ? RecipientResult::Outcome::accepted
                           : result == 0 ? RecipientResult::Outcome::deferred
                                         : RecipientResult::Outcome::refused,
                           code});
        return all;
    }

  private:
    ServerStream stream_;
    int state_;
    int sent_;
};

// Hears of each change of state of a message, one call at a time, on a thread of mailshim's or on
// the one that waits in end(). It lives until it has heard STATE_SMTP_DONE. An exception that
// leaves it ends the program, as one that leaves a thread does.
using ProgressCallback = std::function<void(const Progress &)>;

namespace detail
{

inline void SRV_CALL report(ServerStream *stream, void *callback, int state, int sent) noexcept
{
    auto *hears = static_cast<ProgressCallback *>(callback);
    (*hears)(Progress(stream, state, sent));
    if (state == STATE_SMTP_DONE)
        delete hears;
}

} // namespace detail

// A message being sent. One that is destroyed before end() is not sent; what has been ended goes
// its way without the object.
class Message
{
  public:
    // A message through a server of the program's choice: SRVInitSendMsgSMTP. `to` is one address,
    // or several with spaces, commas or semicolons between them.
    static Message through(std::string_view host, int port, std::string_view from,
                           std::string_view to, ProgressCallback callback = {})
    {
        std::string server = detail::text(host);
        return begin(from, to, std::move(callback),
                     [&](const char *sender, const char *recipients, MsgCallback c, void *p) {
                         return SRVInitSendMsgSMTP(sender, recipients, server.c_str(), port, c, p);
                     });
    }

    // A message straight to the recipients' servers, in one attempt: SRVInitSendMsgImmediately.
    static Message direct(std::string_view from, std::string_view to,
                          ProgressCallback callback = {})
    {
        return begin(from, to, std::move(callback), SRVInitSendMsgImmediately);
    }

    // A message by way of the queue on disk: SRVInitSendMsgBackground.
    static Message queued(std::string_view from, std::string_view to,
                          ProgressCallback callback = {})
    {
        return begin(from, to, std::move(callback), SRVInitSendMsgBackground);
    }

    Message(Message &&other) noexcept
        : stream_(std::exchange(other.stream_, nullptr)), ended_(other.ended_)
    {
    }

    Message &operator=(Message &&other) noexcept
    {
        if (this != &other) {
            drop();
            stream_ = std::exchange(other.stream_, nullptr);
            ended_ = other.ended_;
        }
        return *this;
    }

    Message(const Message &) = delete;
    Message &operator=(const Message &) = delete;

    ~Message()
    {
        drop();
    }

    // Adds octets: header lines, an empty line, the text. LF, CR and CRLF all end a line.
    Message &write(std::string_view octets)
    {
        return write(octets.data(), octets.size());
    }

    Message &write(const void *octets, std::size_t size)
    {
        if (size > 0 && SRVSend64(stream_, octets, static_cast<std::int64_t>(size)) !=
                            static_cast<std::int64_t>(size))
            throw Error::last();
        return *this;
    }

#if __cplusplus >= 202002L
    Message &write(std::span<const std::byte> octets)
    {
        return write(octets.data(), octets.size());
    }
#endif

    Message &operator<<(std::string_view text)
    {
        return write(text);
    }

    // Ends the message. Without a callback it waits until the message has been sent; with one it
    // returns at once; a queued message is on disk then. Gives the octets sent, 0 if it is under
    // way; throws Error, with the reply, if it failed.
    int end()
    {
        int sent = SRVEndOfMsgEx(stream_);
        if (sent < 0) {
            Error failure = Error::last(sent < -1 ? -sent : 0);
            ended_ = ended_ || SRVPoll(stream_) != 0; // in its own callback it has not ended
            throw failure;
        }
        ended_ = true;
        return sent;
    }

    // Gives the message up, also after end(). False if there was nothing left to give up.
    bool abort() noexcept
    {
        ended_ = true;
        return SRVAbortMsg(stream_) == 1;
    }

    // Waits for a message that has been ended to be over. Whether it is; Error for an object that
    // holds no message, and in the message's own callback.
    bool wait(std::chrono::milliseconds most) const
    {
        auto count = most.count() < 0 ? 0 : most.count() > INT_MAX ? INT_MAX : most.count();
        int over = SRVWait(stream_, static_cast<int>(count));
        if (over < 0)
            throw Error::last();
        return over == 1;
    }

    // What became of it: octets sent, or below 0 if it failed; nothing while it is under way.
    std::optional<int> result() const
    {
        if (!wait(std::chrono::milliseconds(0)))
            return std::nullopt;
        return SRVGetResult(stream_);
    }

    // For the functions of srv.h, such as SRVprintf. It stays this object's.
    ServerStream stream() const noexcept
    {
        return stream_;
    }

  private:
    explicit Message(ServerStream stream) noexcept : stream_(stream)
    {
    }

    // The callback is the library's from the moment when there is a message: each hears of its end.
    template <typename Begin>
    static Message begin(std::string_view from, std::string_view to, ProgressCallback callback,
                         Begin init)
    {
        std::string sender = detail::text(from), recipients = detail::text(to);
        std::unique_ptr<ProgressCallback> hears;
        if (callback)
            hears = std::make_unique<ProgressCallback>(std::move(callback));
        ServerStream stream =
            init(sender.c_str(), recipients.c_str(), hears ? detail::report : nullptr, hears.get());
        if (stream == nullptr)
            throw Error::last();
        (void)hears.release();
        return Message(stream);
    }

    void drop() noexcept
    {
        if (stream_ != nullptr && !ended_)
            SRVAbortMsg(stream_);
    }

    ServerStream stream_;
    bool ended_ = false;
};

// What a client of a server asks for, as the server's callback gets it; only for the time of that
// call. SMTPReqCallback in srv.h has the table of actions, names and items.
class Request
{
  public:
    // ACTION_SMTP_SENDMSG has most items: four.
    static constexpr std::size_t most_items = 8;

    Request(ServerStream stream, const char *name, int action) noexcept
        : stream_(stream), name_(name == nullptr ? "" : name), action_(action)
    {
    }

    int action() const noexcept
    {
        return action_;
    }

    // What it is about: an address, a user, a unique-id.
    std::string_view name() const noexcept
    {
        return name_;
    }

    // How many items it has.
    std::size_t size() const noexcept
    {
        return count_;
    }

    // One of its items; empty if it has not so many.
    std::string_view operator[](std::size_t index) const noexcept
    {
        return index < count_ ? items_[index] : std::string_view();
    }

    // As whom the client authenticates or has authenticated; nothing if it has not.
    std::optional<std::string_view> user() const noexcept
    {
        return maybe(GetAUTHName(stream_));
    }

    // The password that it gave; nothing with mechanisms that do not show it. Wiped afterwards.
    std::optional<std::string_view> password() const noexcept
    {
        return maybe(GetAUTHPassw(stream_));
    }

    bool encrypted() const noexcept
    {
        return SRVIsTLS(stream_) == 1;
    }

    // Reads the message that the client sends (ACTION_SMTP_SENDMSG). 0 at its end, and where there
    // is no room; Error if the client went away in the middle.
    std::size_t receive(void *octets, std::size_t size) const
    {
        if (size == 0)
            return 0;
        int read = SRVRecv(stream_, octets, size > INT_MAX ? INT_MAX : static_cast<int>(size));
        if (read == 0 && SRVGetLastError(stream_) != MAILSHIM_OK)
            throw Error::last();
        return static_cast<std::size_t>(read);
    }

#if __cplusplus >= 202002L
    std::size_t receive(std::span<std::byte> octets) const
    {
        return receive(octets.data(), octets.size());
    }
#endif

    // The rest of that message, in memory; `smtp_msg_limit` says how much that may be.
    std::string receive() const
    {
        std::string all;
        char block[16 * 1024];
        for (std::size_t read; (read = receive(block, sizeof block)) > 0;)
            all.append(block, read);
        return all;
    }

    // Sends the client octets of the message that it wants (ACTION_POP_GETMSG).
    void send(std::string_view octets) const
    {
        auto size = static_cast<std::int64_t>(octets.size());
        if (size > 0 && SRVSend64(stream_, octets.data(), size) != size)
            throw Error::last();
    }

    // For the functions of srv.h, such as GetRemoteAddr.
    ServerStream stream() const noexcept
    {
        return stream_;
    }

    // For Server only: one more item.
    void add(const char *item) noexcept
    {
        if (count_ < most_items)
            items_[count_++] = item;
    }

  private:
    static std::optional<std::string_view> maybe(const char *text) noexcept
    {
        return text == nullptr ? std::nullopt : std::optional<std::string_view>(text);
    }

    ServerStream stream_;
    std::string_view name_;
    int action_;
    std::array<std::string_view, most_items> items_{};
    std::size_t count_ = 0;
};

// An open port of an SMTP or POP3 server. It is closed when the object is destroyed.
//
// The C functions pass a callback no pointer of its own, so it is a function that is known when the
// program is compiled:
//
//     int decide(const mailshim::Request &request);
//     auto server = mailshim::Server::smtp<decide>(2525);
//
// It returns 0 to let the server work, below 0 when it has done the work itself, above 0 to refuse.
// An exception that leaves it refuses with 451, a temporary failure.
//
// An object opened at port 0 knows the port of that parameter only: those of smtp_submission_port,
// smtps_port and pops_port stay open until SRVStopServer or SRVShutdown closes them.
class Server
{
  public:
    using Callback = int (*)(const Request &);

    // Opens an SMTP server. Port 0 is that of the parameter smtp_port.
    template <Callback callback = nullptr> static Server smtp(int port = 0, int mask = ALL_ACTIONS)
    {
        return open(SetSMTPServer(chosen<callback>(), port, mask), port, "smtp_port");
    }

    // Opens a POP3 server. Port 0 is that of the parameter pop_port.
    template <Callback callback = nullptr> static Server pop3(int port = 0, int mask = ALL_ACTIONS)
    {
        return open(SetPOP3Server(chosen<callback>(), port, mask), port, "pop_port");
    }

    Server(Server &&other) noexcept : port_(std::exchange(other.port_, 0))
    {
    }

    Server &operator=(Server &&other) noexcept
    {
        if (this != &other) {
            close();
            port_ = std::exchange(other.port_, 0);
        }
        return *this;
    }

    Server(const Server &) = delete;
    Server &operator=(const Server &) = delete;

    ~Server()
    {
        close();
    }

    // Where it listens; 0 when it has been closed.
    int port() const noexcept
    {
        return port_;
    }

    // Closes the port; sessions have five seconds to finish.
    void close() noexcept
    {
        if (port_ != 0)
            SRVStopServer(std::exchange(port_, 0));
    }

  private:
    explicit Server(int port) noexcept : port_(port)
    {
    }

    static Server open(int result, int port, const char *parameter)
    {
        if (result != 0)
            throw Error::last();
        return Server(port != 0 ? port : GetConfigParamInt(parameter));
    }

    template <Callback callback> static constexpr SMTPReqCallback chosen()
    {
        if constexpr (callback == nullptr)
            return nullptr;
        else
            return asked<callback>;
    }

    template <Callback callback>
    static int SRV_CALL asked(ServerStream *stream, char *name, int action, ...) noexcept
    {
        Request request(stream, name, action);
        va_list items;

        va_start(items, action);
        while (const char *item = va_arg(items, const char *))
            request.add(item);
        va_end(items);
        try {
            return callback(request);
        } catch (...) {
            return 451;
        }
    }

    int port_;
};

// A host that takes mail for a domain.
struct MailExchanger {
    std::string host;
    int preference;                     // the lowest is tried first
    std::vector<std::string> addresses; // IPv4 and IPv6, in the order to try them
};

// Finds the hosts that take mail for a domain, in the order in which to try them: FindMXEx. None
// where the domain takes no mail or does not exist; Error if name servers cannot be asked.
inline std::vector<MailExchanger> find_mx(std::string_view domain)
{
    std::string name = detail::text(domain);
    std::vector<MailHostInfoEx> found(8);
    int count;

    // As many as there was room for may not be all.
    while ((count = FindMXEx(name.c_str(), found.data(), static_cast<int>(found.size()))) ==
           static_cast<int>(found.size()))
        found.resize(found.size() * 2);
    if (count == 0 && mailshim_last_error_code() != MAILSHIM_OK)
        throw Error::last();
    std::vector<MailExchanger> all;
    for (int i = 0; i < count; i++) {
        const MailHostInfoEx &host = found[static_cast<std::size_t>(i)];
        all.push_back({host.name, host.prior, {host.address, host.address + host.addresses}});
    }
    return all;
}

} // namespace mailshim

#endif
