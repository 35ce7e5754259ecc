using Altitude.Domain.Customers;
using Altitude.Domain.Jobs;
using Altitude.Domain.Workspaces;

namespace Altitude.Domain.Tests.Customers;

/// <summary>Who waits, who has read what, and what can be written.</summary>
public sealed class ConversationTests
{
    private static readonly MessageAuthor s_maria = new(Guid.CreateVersion7(), "Maria Delgado", IsCustomer: true);
    private static readonly MessageAuthor s_priya = new(Guid.CreateVersion7(), "Priya Nair", IsCustomer: false);

    [Fact]
    public void A_customer_waits_from_their_first_unanswered_message_until_the_answer()
    {
        var talk = About(job: true);

        Say(talk, s_maria, "It hums", minute: 0);
        Say(talk, s_maria, "Still", minute: 7);
        Assert.Equal((Summit.Tuesday, 2, 2), (talk.WaitsSince, talk.OfficeUnread, talk.LastNumber));

        Say(talk, s_priya, "Dana comes at ten", minute: 9);
        Assert.Equal((null, 0, 3, 1), (talk.WaitsSince, talk.OfficeUnread, talk.OfficeReadThrough, talk.FromCompany));
        Say(talk, s_maria, "Thank you", minute: 12);
        Assert.Equal(Summit.Tuesday.AddMinutes(12), talk.WaitsSince);
    }

    [Fact]
    public void What_the_company_writes_by_itself_makes_nobody_wait()
    {
        var talk = About(job: false);

        Say(talk, s_priya, "We are closed on Monday", minute: 0);

        Assert.Equal((null, 0, false), (talk.WaitsSince, talk.OfficeUnread, talk.IsLastFromCustomer));
    }

    [Fact]
    public void Reading_leaves_what_came_since_unread_and_goes_never_backwards()
    {
        var talk = About(job: true);
        Say(talk, s_maria, "One", minute: 0);
        Say(talk, s_maria, "Two", minute: 1);
        talk.TakeEvents();

        talk.NoteOfficeRead("Priya Nair", through: 1, later: 1);
        Assert.Equal((1, 1), (talk.OfficeReadThrough, talk.OfficeUnread));
        talk.NoteOfficeRead("Dana Whitfield", through: 1, later: 0);
        talk.NoteOfficeRead("Dana Whitfield", through: 99, later: 0); // Nobody has read what was not written.

        Assert.Equal((1, 1, Summit.Tuesday), (talk.OfficeReadThrough, talk.OfficeUnread, talk.WaitsSince)); // Read is not answered.
        Assert.Equal(["conversation.read"], talk.TakeEvents().Select(e => e.Kind));
    }

    [Fact]
    public void What_needs_no_answer_is_put_away_and_comes_back_once()
    {
        var talk = About(job: true);
        Say(talk, s_maria, "Thank you", minute: 0);
        talk.TakeEvents();

        talk.Settle("Priya Nair");
        talk.Settle("Priya Nair");
        Assert.Null(talk.WaitsSince);
        talk.Reopen("Priya Nair", Summit.Tuesday.AddHours(1));
        talk.Reopen("Priya Nair", Summit.Tuesday.AddHours(2));

        Assert.Equal(Summit.Tuesday.AddHours(1), talk.WaitsSince);
        Assert.Equal(["conversation.settled", "conversation.reopened"], talk.TakeEvents().Select(e => e.Kind));
    }

    [Theory]
    [InlineData(true, true, "job-message.received")]
    [InlineData(true, false, "job-message.sent")]
    [InlineData(false, true, "message.received")]
    [InlineData(false, false, "message.sent")]
    public void What_is_said_about_a_job_is_told_apart(bool isOnJob, bool isCustomer, string kind)
    {
        var talk = About(isOnJob);

        Say(talk, isCustomer ? s_maria : s_priya, "Hello", minute: 0);

        Assert.Equal([kind], talk.TakeEvents().Select(e => e.Kind));
    }

    [Fact]
    public void What_the_customer_is_not_to_hear_says_not_whose_it_is()
    {
        var talk = About(job: true);
        Say(talk, s_maria, "Hello", minute: 0);
        talk.TakeEvents();

        talk.Assign(Id<StaffMember>.New(), "Dana Whitfield");
        talk.Settle("Priya Nair");

        Assert.All(talk.TakeEvents(), told => Assert.Null(told.Customer));
    }

    [Theory]
    [InlineData("", 0, MessageRules.Empty)]
    [InlineData(" \r\n\t", 0, MessageRules.Empty)]
    [InlineData("Hello", 6, MessageRules.Files)]
    [InlineData("a\0b", 0, MessageRules.Text)]
    public void What_cannot_be_kept_is_refused_and_nothing_is_counted(string text, int files, string rule)
    {
        var talk = About(job: true);

        Assert.Equal(rule, Summit.RefusedBy(() => talk.Write(Id<Message>.New(), s_maria, text, files, Summit.Tuesday)));

        Assert.Equal((0, null, 0), (talk.LastNumber, talk.WaitsSince, talk.TakeEvents().Count));
    }

    [Fact]
    public void As_many_characters_as_there_is_room_for_and_not_one_more()
    {
        var talk = About(job: true);

        Assert.Equal(4_000, Say(talk, s_maria, $" {new string('x', 4_000)} ", minute: 0).Text.Length);
        Assert.Equal(MessageRules.Text, Summit.RefusedBy(() => Say(talk, s_maria, new string('x', 4_001), minute: 1)));
    }

    [Fact]
    public void Files_alone_are_a_message()
    {
        var talk = About(job: true);

        var message = talk.Write(Id<Message>.New(), s_maria, "", 2, Summit.Tuesday);

        Assert.Equal(("", "", 1), (message.Text, talk.LastExcerpt, talk.OfficeUnread));
    }

    [Fact]
    public void An_excerpt_is_one_line_and_is_cut_between_characters()
    {
        var talk = About(job: true);

        Say(talk, s_maria, "It hums.\n\n  And   drips.", minute: 0);
        Assert.Equal("It hums. And drips.", talk.LastExcerpt);
        Say(talk, s_maria, new string('x', 158) + "🔥🔥", minute: 1);

        Assert.True(PlainText.IsWhole(talk.LastExcerpt));
        Assert.Equal(new string('x', 158) + "…", talk.LastExcerpt);
    }

    private static Conversation About(bool job) =>
        Conversation.Begin(Id<Conversation>.New(), Id<Workspace>.New(), Id<Customer>.New(), job ? Id<Job>.New() : null, Summit.Tuesday);

    private static Message Say(Conversation talk, MessageAuthor by, string text, int minute) =>
        talk.Write(Id<Message>.New(), by, text, 0, Summit.Tuesday.AddMinutes(minute));
}
