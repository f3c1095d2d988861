// SPDX-License-Identifier: Apache-2.0
//
// srv_hpp - mailshim/srv.hpp: messages, servers and look-ups as objects
//
#include "support/line_client.h"
#include "support/name_server.h"
#include "support/watch.h"

#include <mailshim/srv.hpp>

#include <atomic>
#include <future>
#include <thread>
#include <type_traits>

using mailshim::Error;
using mailshim::Message;
using mailshim::Progress;
using mailshim::Request;
using mailshim::Server;
using namespace std::chrono_literals;

static_assert(!std::is_copy_constructible_v<Message> && !std::is_copy_assignable_v<Message>);
static_assert(std::is_nothrow_move_constructible_v<Message>);
static_assert(!std::is_copy_constructible_v<Server> && std::is_nothrow_move_assignable_v<Server>);

// The code of the Error that `action` throws; the case fails if it throws none.
template <typename Action> static int code_of(Action action)
{
    try {
        action();
    } catch (const Error &error) {
        CHECK(error.what()[0] != '\0');
        return error.code();
    }
    CHECK_FAILED("no error");
}

static Message to(script_server *server, std::string_view recipients,
                  mailshim::ProgressCallback callback = {})
{
    return Message::through("127.0.0.1", script_server_port(server), "a@example.org", recipients,
                            std::move(callback));
}

static void a_message_is_written_and_sent()
{
    script_server *server = script_server_open(nullptr);
    std::string_view views = "text, and more that is no part of the view";
    std::size_t length = 0;

    Message message = to(server, "b@example.net");
    message << "Subject: test\n\n" << views.substr(0, 4) << std::string("\n") << "";
    message.write("\0", 0).write(".dot\n", 5);
#if __cplusplus >= 202002L
    message.write(std::as_bytes(std::span("span\n", 5)));
#else
    message.write(std::string_view("span\n"));
#endif
    constexpr int octets = 13 + 2 + 2 + 4 + 2 + 4 + 2 + 4 + 2;
    CHECK_INT(octets, message.end());
    CHECK_INT(octets, message.result().value());
    CHECK(message.wait(0ms));
    CHECK(!message.abort());
    CHECK_CONTAINS("\r\n\r\ntext\r\n..dot\r\nspan\r\n.\r\n", script_server_data(server, &length));
    CHECK_INT(1, script_server_messages(server));
    close_server(server);
}

static void a_refusal_is_an_error_with_its_reply()
{
    static const script no = {AT_RCPT, SAYS, "550 5.1.1 no such user\r\n", false};
    script_server *server = script_server_open(&no);

    Message message = to(server, "b@example.net");
    message << "Subject: test\n\ntext\n";
    try {
        message.end();
        CHECK_FAILED("no error");
    } catch (const Error &error) {
        CHECK_INT(550, error.reply());
        CHECK_INT(MAILSHIM_E_REFUSED, error.code());
        CHECK_CONTAINS("no such user", error.what());
    }
    CHECK_INT(-550, message.result().value());
    close_server(server);
}

static void bad_arguments_are_errors()
{
    script_server *server = script_server_open(nullptr);
    bool heard = false;
    auto hears = [&heard](const Progress &) { heard = true; };

    CHECK_INT(MAILSHIM_E_ADDRESS, code_of([&] { to(server, "no address", hears); }));
    CHECK_INT(MAILSHIM_E_ARGUMENT,
              code_of([&] { to(server, std::string_view("b@example.net\0c", 15), hears); }));
    CHECK_INT(MAILSHIM_E_ARGUMENT,
              code_of([] { Message::through("127.0.0.1", 65536, "a@b.example", "c@d.example"); }));
    CHECK_INT(MAILSHIM_E_CONFIG, code_of([] { Message::queued("a@b.example", "c@d.example"); }));
    CHECK(!heard);

    Message first = to(server, "b@example.net");
    Message second = std::move(first);
    CHECK_INT(MAILSHIM_E_HANDLE, code_of([&] { first << "text"; }));
    CHECK_INT(MAILSHIM_E_HANDLE, code_of([&] { first.end(); }));
    CHECK_INT(MAILSHIM_E_HANDLE, code_of([&] { first.wait(1ms); }));
    CHECK(!first.abort());
    second << "text\n";
    second.end();
    CHECK_INT(1, script_server_messages(server));
    close_server(server);
}

static void a_callback_hears_all_and_is_given_back()
{
    script_server *server = script_server_open(nullptr);
    auto kept = std::make_shared<int>(0);
    std::promise<std::vector<mailshim::RecipientResult>> results;
    int last = 0;

    Message message =
        to(server, "b@example.net, 554-c@example.net", [&, kept](const Progress &progress) {
            CHECK(progress.stream() != nullptr);
            CHECK(!progress.done() || last < STATE_SMTP_DONE);
            last = progress.state();
            ++*kept;
            if (progress.done()) {
                std::string reason = progress.reason();
                CHECK_CONTAINS("554", reason.c_str());
                CHECK_INT(static_cast<long long>(strlen(reason.c_str())), reason.size());
                results.set_value(progress.recipients());
            } else {
                CHECK(progress.recipients().empty());
            }
        });
    message << "Subject: test\n\ntext\n";
    CHECK_INT(0, message.end());
    CHECK(message.wait(60s));
    auto all = results.get_future().get();
    CHECK_INT(2, static_cast<long long>(all.size()));
    CHECK_TEXT("b@example.net", all[0].address.c_str());
    CHECK(all[0].outcome == mailshim::RecipientResult::Outcome::accepted);
    CHECK_TEXT("554-c@example.net", all[1].address.c_str());
    CHECK(all[1].outcome == mailshim::RecipientResult::Outcome::refused);
    CHECK_INT(554, all[1].reply);
    CHECK_INT(-554, message.result().value());
    CHECK(*kept > 4);
    for (int i = 0; i < 60000 && kept.use_count() > 1; i++)
        std::this_thread::sleep_for(1ms);
    CHECK_INT(1, kept.use_count());
    close_server(server);
}

// Its own callback cannot end a message, and so it is still there to be dropped.
static void what_its_callback_tried_to_end_is_dropped()
{
    script_server *server = script_server_open(nullptr);
    std::promise<Message *> made;
    std::promise<int> refused, told;
    auto made_here = made.get_future();

    {
        Message dropped = to(server, "b@example.net", [&](const Progress &progress) {
            if (progress.state() == STATE_SMTP_CONNECTING)
                refused.set_value(code_of([&] { made_here.get()->end(); }));
            if (progress.done())
                told.set_value(progress.sent());
        });
        made.set_value(&dropped);
        CHECK_INT(MAILSHIM_E_STATE, refused.get_future().get());
    }
    auto end = told.get_future();
    CHECK(end.wait_for(50s) == std::future_status::ready);
    CHECK_INT(-1, end.get());
    close_server(server);
}

static void what_is_dropped_is_not_sent()
{
    script_server *server = script_server_open(nullptr);
    auto kept = std::make_shared<int>(0);
    std::promise<int> sent;

    {
        Message dropped = to(server, "b@example.net", [&sent, kept](const Progress &progress) {
            if (progress.done())
                sent.set_value(progress.sent());
        });
        dropped << "Subject: dropped\n\ntext\n";
    }
    CHECK_INT(-1, sent.get_future().get());
    Message assigned = to(server, "b@example.net");
    assigned << "Subject: dropped too\n\n";
    assigned = to(server, "b@example.net");
    assigned << "Subject: sent\n\n";
    assigned.end();
    CHECK_INT(1, script_server_messages(server));
    close_server(server);
}

static std::string seen;
static std::atomic<int> answer;

static int decide(const Request &request)
{
    seen = std::to_string(request.size());
    for (std::size_t i = 0; i <= request.size(); i++)
        seen.append(" ").append(request[i]);
    CHECK(!request.encrypted());
    if (request.action() == ACTION_SMTP_SENDMSG) {
        CHECK(!request.user() && !request.password());
        CHECK_INT(0, request.receive(nullptr, 0));
        seen += " | " + request.receive();
    } else if (request.action() == ACTION_POP_LOGIN) {
        CHECK(request.name() == "ann" && request.user() == "ann" && request.password() == "secret");
    }
    if (answer == 1000)
        throw std::runtime_error("thrown by the callback");
    return answer;
}

static void configure()
{
    static char directory[] = "/tmp/mailshim-test-XXXXXX";

    CHECK(mkdtemp(directory) != nullptr);
    CHECK_INT(0, chdir(directory));
    SetConfigParam("smtp_name", "example.net");
    SetConfigParam("smtp_bind", "127.0.0.1");
    SetConfigParam("pop_bind", "127.0.0.1");
    SetConfigParam("smtp_port", 0);
    SetConfigParam("pop_port", 0);
    SetConfigParam("auth_delay", 0);
}

static void clean_up()
{
    CHECK_INT(MAILSHIM_OK, SRVShutdown(30000));
    char *here = getcwd(nullptr, 0);
    std::string command = std::string("rm -r ") + here;
    CHECK_INT(0, chdir("/"));
    CHECK_INT(0, system(command.c_str()));
    free(here);
}

static void an_smtp_server_asks_its_callback()
{
    configure();
    Server server = Server::smtp<decide>(0, ACTION_SMTP_SENDMSG);
    CHECK_INT(GetConfigParamInt("smtp_port"), server.port());
    for (int result : {-1, 550, 1000}) {
        answer = result;
        auto message = Message::through("127.0.0.1", server.port(), "me@example.org",
                                        "ann@example.net bob@example.net");
        message << "Subject: test\n\ntext\n";
        int reply = 0;
        try {
            message.end();
        } catch (const Error &error) {
            reply = error.reply();
        }
        CHECK_INT(result == -1 ? 0 : result == 550 ? 550 : 451, reply);
        CHECK_CONTAINS("4 me@example.org ann@example.net bob@example.net ", seen.c_str());
        CHECK_CONTAINS("\r\nSubject: test\r\n\r\ntext\r\n", seen.c_str());
    }
    int port = server.port();
    Server moved = std::move(server);
    CHECK_INT(0, server.port());
    CHECK_INT(port, moved.port());
    CHECK(code_of([port] { Server::pop3(port); }) != MAILSHIM_OK); // it is taken
    moved.close();
    CHECK_INT(0, moved.port());
    CHECK_INT(-1, SRVStopServer(port));
    clean_up();
}

static void a_pop3_server_asks_its_callback()
{
    configure();
    int port;
    {
        Server server = Server::pop3<decide>(0, ACTION_POP_LOGIN);
        port = server.port();
        for (int result : {-1, 7, 1000}) {
            answer = result;
            line_client *client = line_client_open(port);
            CHECK_CONTAINS("+OK", line_client_read(client));
            CHECK_CONTAINS("+OK", line_client_say(client, "USER ann"));
            CHECK_CONTAINS(result < 0 ? "+OK" : "-ERR", line_client_say(client, "PASS secret"));
            CHECK_TEXT("3 PASS   ", seen.c_str());
            line_client_close(client);
        }
    }
    CHECK_INT(-1, SRVStopServer(port)); // the object has closed it
    Server silent = Server::smtp();     // and one without a callback
    line_client *client = line_client_open(silent.port());
    CHECK_CONTAINS("220 example.net", line_client_read(client));
    line_client_close(client);
    silent.close();
    clean_up();
}

static void mail_exchangers_are_found()
{
    static const record records[] = {
        {"two.example", MX, 20, "mx.b.example"},  {"two.example", MX, 10, "mx.a.example"},
        {"mx.a.example", A, 0, "192.0.2.1"},      {"mx.a.example", A, 0, "192.0.2.2"},
        {"mx.b.example", A, 0, "192.0.2.3"},      {"null.example", MX, 0, ""},
        {"broken.example", SERVER_FAILS, 0, ""},  {"nine.example", MX, 1, "mx.a.example"},
        {"nine.example", MX, 2, "mx.a2.example"}, {"nine.example", MX, 3, "mx.a3.example"},
        {"nine.example", MX, 4, "mx.a4.example"}, {"nine.example", MX, 5, "mx.a5.example"},
        {"nine.example", MX, 6, "mx.a6.example"}, {"nine.example", MX, 7, "mx.a7.example"},
        {"nine.example", MX, 8, "mx.a8.example"}, {"nine.example", MX, 9, "mx.b.example"},
    };
    int port = name_server_start_anywhere(records, sizeof records / sizeof records[0]);
    SetConfigParam("smtp_dns", ("127.0.0.1:" + std::to_string(port)).c_str());

    auto hosts = mailshim::find_mx("two.example");
    CHECK_INT(2, hosts.size());
    CHECK_TEXT("mx.a.example", hosts[0].host.c_str());
    CHECK_INT(10, hosts[0].preference);
    CHECK_INT(2, hosts[0].addresses.size());
    CHECK_TEXT("mx.b.example", hosts[1].host.c_str());
    CHECK_TEXT("192.0.2.3", hosts[1].addresses.at(0).c_str());
    CHECK_INT(9, mailshim::find_mx("nine.example").size()); // more than it asks for at first
    CHECK_INT(MAILSHIM_E_DNS, code_of([] { mailshim::find_mx("broken.example"); }));
    CHECK_INT(0, mailshim::find_mx("null.example").size());
    CHECK_INT(0, mailshim::find_mx("no-such-domain.example").size());
}

static void look_ups_that_fail_are_errors()
{
    CHECK_INT(MAILSHIM_E_ADDRESS, code_of([] { mailshim::find_mx("not a domain"); }));
    CHECK_INT(MAILSHIM_E_ARGUMENT,
              code_of([] { mailshim::find_mx(std::string_view("a.example\0", 10)); }));
}

int main()
{
    RUN(a_message_is_written_and_sent);
    RUN(a_refusal_is_an_error_with_its_reply);
    RUN(bad_arguments_are_errors);
    RUN(a_callback_hears_all_and_is_given_back);
    RUN(what_is_dropped_is_not_sent);
    RUN(what_its_callback_tried_to_end_is_dropped);
    RUN(an_smtp_server_asks_its_callback);
    RUN(a_pop3_server_asks_its_callback);
    RUN(mail_exchangers_are_found);
    RUN(look_ups_that_fail_are_errors);
    return SUMMARY();
}
