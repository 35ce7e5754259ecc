using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Customers;
using Altitude.Domain.Files;
using Altitude.Domain.Workspaces;
using Altitude.Testing;
using Altitude.Web.Features.Activity;
using Altitude.Web.Features.Conversations;
using Altitude.Web.Features.Customers;
using Altitude.Web.Files;
using Altitude.Web.Tests.Files;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Tests.Features.Conversations;

/// <summary>What customers and the company write each other: who may, what is kept, who has read it, who waits.</summary>
public sealed class ConversationTests(WorkspaceFixture data) : IClassFixture<WorkspaceFixture>
{
    private SendMessage Send => new(data.Workspaces);
    private ReplyToCustomer Reply => new(data.Workspaces);
    private WriteToCustomer Write => new(data.Workspaces);
    private MarkRead Mark => new(data.Workspaces);
    private PortalMessagesQuery Portal => new(data.Workspaces);
    private ConversationInboxQuery Inbox => new(data.Workspaces);
    private ConversationQuery Find => new(data.Workspaces);

    [Fact]
    public async Task A_customer_writes_with_a_photo_and_gets_an_answer()
    {
        var cast = await data.GatherAsync();
        var photo = new SentFile("unit.png", () => new MemoryStream(Samples.Picture(20, 10, SkiaSharp.SKEncodedImageFormat.Png)));

        await Send.RunAsync(cast.Maria.Actor, cast.Summit.JobNumber, " It hums again.\n\nSee photo ", [photo], Key(), default);
        var line = Assert.Single((await Inbox.RunAsync(cast.Priya, InboxFilter.Unanswered, default)).Lines);
        await Reply.RunAsync(cast.Priya, line.Id, "Dana looks at it on Thursday.", [], Key(), default);

        Assert.Equal(("It hums again. See photo", 1, cast.Summit.JobNumber), (line.LastExcerpt, line.Unread, line.JobNumber));
        var thread = (await Portal.RunAsync(cast.Maria.Actor, cast.Summit.JobNumber, 50, default))!.Chosen;
        Assert.Equal(["It hums again.\n\nSee photo", "Dana looks at it on Thursday."], thread.Thread.Messages.Select(m => m.Text));
        Assert.Equal("unit.jpg", Assert.Single(thread.Thread.Messages[0].Files).Name);
        Assert.True(thread.SeenThrough >= 1); // Who answers has read.
        Assert.Empty((await Inbox.RunAsync(cast.Priya, InboxFilter.Unanswered, default)).Lines);
        Assert.Equal(1, Assert.Single((await Portal.RunAsync(cast.Luis.Actor, null, 50, default))!.Jobs).Unread);
    }

    [Fact]
    public async Task The_same_press_twice_is_one_message()
    {
        var cast = await data.GatherAsync();
        var (asked, answered) = (Key(), Key("reply-to-customer"));

        Assert.Equal(1, await Send.RunAsync(cast.Maria.Actor, null, "Hello", [], asked, default));
        Assert.Equal(1, await Send.RunAsync(cast.Maria.Actor, null, "Hello", [], asked, default));
        var id = (await Inbox.RunAsync(cast.Priya, InboxFilter.All, default)).Lines.Single().Id;
        await Reply.RunAsync(cast.Priya, id, "Hello Maria", [], answered, default);
        await Reply.RunAsync(cast.Priya, id, "Hello Maria", [], answered, default);

        Assert.Equal(
            ["Hello", "Hello Maria"],
            await data.ReadAsync(cast.Owen, db => db.Messages.OrderBy(m => m.Number).Select(m => m.Text).ToArrayAsync())
        );
    }

    [Fact]
    public async Task Two_who_write_first_at_the_same_moment_write_into_one_conversation()
    {
        var cast = await data.GatherAsync();

        await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(n => Send.RunAsync(n % 2 == 0 ? cast.Maria.Actor : cast.Luis.Actor, null, $"Message {n}", [], Key(), CancellationToken.None))
        );

        Assert.Equal(1, await data.ReadAsync(cast.Owen, db => db.Conversations.CountAsync()));
        Assert.Equal(
            Enumerable.Range(1, 8),
            await data.ReadAsync(cast.Owen, db => db.Messages.OrderBy(m => m.Number).Select(m => m.Number).ToListAsync())
        );
    }

    [Fact]
    public async Task Who_pays_reads_the_general_conversation_alone()
    {
        var cast = await data.GatherAsync();
        await Write.RunAsync(cast.Priya, cast.Summit.Customer, cast.Summit.JobNumber, "About the work", [], Key(), default);
        await Write.RunAsync(cast.Priya, cast.Summit.Customer, null, "About anything", [], Key(), default);

        var seen = await Portal.RunAsync(cast.Books.Actor, null, 50, default);

        Assert.Empty(seen!.Jobs);
        Assert.Equal("About anything", Assert.Single(seen.Chosen.Thread.Messages).Text);
        Assert.Null(await Portal.RunAsync(cast.Books.Actor, cast.Summit.JobNumber, 50, default));
        await RefusedAsync(MessageRules.Missing, () => Send.RunAsync(cast.Books.Actor, cast.Summit.JobNumber, "Hm", [], Key(), default));
        Assert.Equal(1, await UnreadAsync(cast, cast.Books.Actor));
        Assert.Equal(2, await UnreadAsync(cast, cast.Maria.Actor));
        var heard = CustomerActivity.KindsFor(ContactRights.BillingOnly);
        Assert.Contains(MessageWritten.FromCompany, heard);
        Assert.DoesNotContain(MessageWritten.FromCompanyOnJob, heard);
    }

    [Fact]
    public async Task Reading_is_noted_for_each_contact_once_and_told_to_the_office()
    {
        var cast = await data.GatherAsync();
        var id = await Write.RunAsync(cast.Priya, cast.Summit.Customer, null, "One", [], Key(), default);
        await Reply.RunAsync(cast.Priya, id, "Two", [], Key(), default);

        await Mark.RunAsync(cast.Maria.Actor, null, 1, default);
        Assert.Equal((1, 2), (await UnreadAsync(cast, cast.Maria.Actor), await UnreadAsync(cast, cast.Luis.Actor)));
        Assert.Empty((await Find.FindAsync(cast.Priya, id, 50, default))!.SeenBy);
        await Mark.RunAsync(cast.Maria.Actor, null, 2, default);
        await Mark.RunAsync(cast.Maria.Actor, null, 2, default);
        await Mark.RunAsync(cast.Maria.Actor, null, 1, default);
        await Mark.RunAsync(cast.Maria.Actor, null, 99, default);

        Assert.Equal(0, await UnreadAsync(cast, cast.Maria.Actor));
        Assert.Equal(["Maria Delgado"], (await Find.FindAsync(cast.Priya, id, 50, default))!.SeenBy);
        Assert.Equal(2, await data.ReadAsync(cast.Owen, db => db.Activity.CountAsync(a => a.Kind == "conversation.read")));
    }

    [Fact]
    public async Task Reading_in_the_office_leaves_what_came_since_unread()
    {
        var cast = await data.GatherAsync();
        await Send.RunAsync(cast.Maria.Actor, null, "One", [], Key(), default);
        var id = (await Inbox.RunAsync(cast.Priya, InboxFilter.All, default)).Lines.Single().Id;
        await Send.RunAsync(cast.Maria.Actor, null, "Two", [], Key(), default);

        await Mark.RunAsync(cast.Priya, id, 1, default);

        var line = (await Inbox.RunAsync(cast.Owen, InboxFilter.Unanswered, default)).Lines.Single();
        Assert.Equal(1, line.Unread);
        Assert.Equal(1, await Inbox.CountUnreadAsync(cast.Dana, default));
        Assert.Equal(1, (await Portal.RunAsync(cast.Maria.Actor, null, 50, default))!.Chosen.SeenThrough);
    }

    [Fact]
    public async Task Many_inboxes_that_look_at_once_are_each_answered_for_themselves()
    {
        var cast = await data.GatherAsync();
        await Send.RunAsync(cast.Maria.Actor, cast.Summit.JobNumber, "It hums again.", [], Key(), default);
        var inbox = Inbox;
        var line = Assert.Single((await inbox.RunAsync(cast.Priya, InboxFilter.All, default)).Lines);
        await new AssignConversation(data.Workspaces).RunAsync(cast.Priya, line.Id, cast.Dana.StaffId, Key("assign-conversation"), default);
        await data.TamperAsync("update platform.staff_sessions set ended_at = altitude.now() where id = $1", cast.Ada.Session.Value);

        var asked = new[]
        {
            (cast.Dana, InboxFilter.Mine),
            (cast.Priya, InboxFilter.Mine),
            (cast.Owen, InboxFilter.All),
            (cast.Spark.Owner, InboxFilter.All),
        }
            .Select(q => inbox.RunAsync(q.Item1, q.Item2, default))
            .ToList();
        var counted = new[] { cast.Owen, cast.Spark.Owner }.Select(s => inbox.CountUnreadAsync(s, default)).ToList();
        var (ended, uncounted) = (inbox.RunAsync(cast.Ada, InboxFilter.All, default), inbox.CountUnreadAsync(cast.Ada, default));

        Assert.Equal([1, 0, 1, 0], (await Task.WhenAll(asked)).Select(i => i.Lines.Count));
        var unread = await Task.WhenAll(counted);
        Assert.Equal([1, 0], unread);
        Assert.True(AccessRules.IsAccess((await Assert.ThrowsAsync<RuleViolation>(() => ended)).Rule));
        Assert.True(AccessRules.IsAccess((await Assert.ThrowsAsync<RuleViolation>(() => uncounted)).Rule));
    }

    [Fact]
    public async Task A_technician_answers_what_is_theirs()
    {
        var cast = await data.GatherAsync();
        await Send.RunAsync(cast.Maria.Actor, null, "Hello", [], Key(), default);
        var id = (await Inbox.RunAsync(cast.Priya, InboxFilter.All, default)).Lines.Single().Id;

        await RefusedAsync(StaffRoles.NotAllowed, () => Reply.RunAsync(cast.Dana, id, "Hi", [], Key(), default));
        await RefusedAsync(
            StaffRoles.NotAllowed,
            () => new AssignConversation(data.Workspaces).RunAsync(cast.Dana, id, cast.Dana.StaffId, Key(), default)
        );
        await new AssignConversation(data.Workspaces).RunAsync(cast.Priya, id, cast.Dana.StaffId, Key(), default);
        await Reply.RunAsync(cast.Dana, id, "Hi", [], Key(), default);

        Assert.Equal(id, Assert.Single((await Inbox.RunAsync(cast.Dana, InboxFilter.Mine, default)).Lines).Id);
        Assert.Empty((await Inbox.RunAsync(cast.Priya, InboxFilter.Mine, default)).Lines);
    }

    [Fact]
    public async Task What_needs_no_answer_is_put_away_until_somebody_writes()
    {
        var cast = await data.GatherAsync();
        var settle = new SettleConversation(data.Workspaces);
        await Send.RunAsync(cast.Maria.Actor, null, "Thank you", [], Key(), default);
        var id = (await Inbox.RunAsync(cast.Priya, InboxFilter.Unanswered, default)).Lines.Single().Id;

        await settle.RunAsync(cast.Priya, id, isSettled: true, Key(), default);
        Assert.Empty((await Inbox.RunAsync(cast.Priya, InboxFilter.Unanswered, default)).Lines);
        await Send.RunAsync(cast.Maria.Actor, null, "One more thing", [], Key(), default);

        Assert.Equal(1, (await Inbox.RunAsync(cast.Priya, InboxFilter.All, default)).Unanswered);
    }

    [Theory]
    [InlineData("", 0, MessageRules.Empty)]
    [InlineData("  \n ", 0, MessageRules.Empty)]
    [InlineData("half", 0, MessageRules.Text)]
    [InlineData("long", 0, MessageRules.Text)]
    [InlineData("Hello", 6, FileRules.TooMany)]
    public async Task What_cannot_be_sent_is_refused_and_nothing_is_kept(string text, int files, string rule)
    {
        var cast = await data.GatherAsync();
        var sent = Enumerable.Repeat(new SentFile("a.pdf", () => new MemoryStream(Samples.Pdf)), files).ToArray();

        await RefusedAsync(rule, () => Send.RunAsync(cast.Maria.Actor, null, Said(text), sent, Key(), default));

        Assert.Equal(0, await data.ReadAsync(cast.Owen, db => db.Conversations.CountAsync()));
        Assert.Equal(0, await data.ReadAsync(cast.Owen, db => db.StoredFiles.CountAsync()));
    }

    [Fact]
    public async Task Of_customers_that_are_merged_one_general_conversation_stays()
    {
        var cast = await data.GatherAsync();
        var twin = Id<Customer>.New();
        await data.ActAsync(
            cast.Priya,
            db =>
            {
                db.Customers.Add(Customer.Register(twin, db.WorkspaceId, "Delgado household", db.Now));
                return Task.CompletedTask;
            }
        );
        await Send.RunAsync(cast.Maria.Actor, null, "First", [], Key(), default);
        await Write.RunAsync(cast.Priya, twin, null, "Second", [], Key(), default);
        await Send.RunAsync(cast.Maria.Actor, null, "Third", [], Key(), default);

        await new MergeCustomers(data.Workspaces).RunAsync(cast.Priya, twin, cast.Summit.Customer, Key(), default);

        var thread = (await Portal.RunAsync(cast.Maria.Actor, null, 50, default))!.Chosen;
        Assert.Equal(["First", "Second", "Third"], thread.Thread.Messages.Select(m => m.Text));
        Assert.Equal(3, thread.LastNumber);
        Assert.Equal(1, await data.ReadAsync(cast.Owen, db => db.Conversations.CountAsync()));
        Assert.Equal(4, await Send.RunAsync(cast.Maria.Actor, null, "Fourth", [], Key(), default));
    }

    /// <summary>Half a character cannot stand in an attribute.</summary>
    private static string Said(string what) =>
        what switch
        {
            "half" => "\ud800",
            "long" => new string('x', 4_001),
            _ => what,
        };

    private Task<int> UnreadAsync(Cast cast, Visitor who) =>
        data.ReadAsync(
            cast.Owen,
            db =>
                db.Database.SqlQuery<int>(
                        $"select altitude.unread_messages({who.WorkspaceId.Value}, {who.CustomerId.Value}, {who.ContactId.Value}, {who.Rights.ToString()}) as \"Value\""
                    )
                    .SingleAsync()
        );

    private static async Task RefusedAsync(string rule, Func<Task> act) => Assert.Equal(rule, (await Assert.ThrowsAsync<RuleViolation>(act)).Rule);

    private static RequestKey Key(string useCase = "test") => RequestKey.New(useCase);
}
