using System.Net;
using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Customers;
using Altitude.Domain.Workspaces;
using Altitude.Testing;
using Altitude.Web.Features.Customers;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Tests.Features.Customers.Portal;

/// <summary>A contact's own details, as a browser without scripts sends them.</summary>
public sealed class OwnDetailsTests(AppFixture app) : IClassFixture<AppFixture>
{
    private const string Save = "Save changes";

    [Fact]
    public async Task Name_and_phone_are_theirs_to_change_and_another_address_is_only_asked_for()
    {
        var cast = await app.GatherAsync();
        using var maria = app.VisitAs(cast.Maria);
        var page = await maria.GetAsync(Address(cast));

        var after = await maria.FollowAsync(
            await maria.PressAsync(
                page,
                Save,
                [new("Details.Name", "Maria D. Delgado"), new("Details.Phone", "720-555-0188"), new("Details.Email", "Maria.New@example.com")]
            )
        );

        Assert.Contains("Saved.", after.Text, StringComparison.Ordinal);
        Assert.Contains("to write to maria.new@example.com", after.Text, StringComparison.Ordinal);
        var kept = await ContactAsync(cast);
        Assert.Equal(("Maria D. Delgado", "720-555-0188", "+17205550188"), (kept.Name, kept.Phone, kept.PhoneE164));
        Assert.Equal((cast.Maria.Email, "maria.new@example.com"), (kept.Email, kept.WantedEmail)); // Whoever finds her phone unlocked takes nothing over.

        await AnswerAsync(cast, "maria.new@example.com", isAccepted: true);
        kept = await ContactAsync(cast);
        Assert.Equal(("maria.new@example.com", "", "+17205550188"), (kept.Email, kept.WantedEmail, kept.PhoneE164));
    }

    [Fact]
    public async Task The_company_leaves_an_address_as_it_is_and_answers_only_what_it_saw()
    {
        var cast = await app.GatherAsync();
        await AskAsync(cast, "first@example.com");
        await AskAsync(cast, "second@example.com");

        var old = await Assert.ThrowsAsync<RuleViolation>(() => AnswerAsync(cast, "first@example.com", isAccepted: true));
        var barred = await Assert.ThrowsAsync<RuleViolation>(() =>
            new AnswerEmailWish(app.Workspaces).RunAsync(
                cast.Dana,
                cast.Summit.Customer,
                cast.Maria.Actor.ContactId,
                "second@example.com",
                true,
                RequestKey.New("test"),
                default
            )
        );
        await AnswerAsync(cast, "second@example.com", isAccepted: false);

        Assert.Equal((CustomerRules.EmailWish, StaffRoles.NotAllowed), (old.Rule, barred.Rule));
        var kept = await ContactAsync(cast);
        Assert.Equal((cast.Maria.Email, ""), (kept.Email, kept.WantedEmail));
        await AskAsync(cast, cast.Luis.Email); // Somebody else's of the same customer.
        var twice = await Assert.ThrowsAsync<RuleViolation>(() => AnswerAsync(cast, cast.Luis.Email, isAccepted: true));
        Assert.Equal(CustomerRules.ContactTwice, twice.Rule);
    }

    private Task AskAsync(Cast cast, string email) =>
        new CorrectOwnContact(app.Workspaces).RunAsync(
            cast.Maria.Actor,
            new OwnContact("Maria Delgado", "+1 303 555 0142", email),
            RequestKey.New("test"),
            default
        );

    private Task AnswerAsync(Cast cast, string shown, bool isAccepted) =>
        new AnswerEmailWish(app.Workspaces).RunAsync(
            cast.Priya,
            cast.Summit.Customer,
            cast.Maria.Actor.ContactId,
            shown,
            isAccepted,
            RequestKey.New("test"),
            default
        );

    [Fact]
    public async Task What_cannot_be_used_is_said_and_what_was_typed_stays()
    {
        var cast = await app.GatherAsync();
        using var maria = app.VisitAs(cast.Maria);
        var page = await maria.GetAsync(Address(cast));

        var refused = await maria.PressAsync(
            page,
            Save,
            [new("Details.Name", "Maria"), new("Details.Phone", "303 555 0142"), new("Details.Email", "maria at example")]
        );

        Assert.Equal(HttpStatusCode.Conflict, refused.Status);
        Assert.Equal("maria at example", refused.Find("#own-email")?.GetAttribute("value"));
        Assert.EndsWith("#own-email", refused.Find(".error-summary a")?.GetAttribute("href"), StringComparison.Ordinal);
        Assert.Equal("Maria Delgado", (await ContactAsync(cast)).Name);
    }

    private Task<Contact> ContactAsync(Cast cast) =>
        app.ReadAsync(cast.Priya, db => db.Contacts.SingleAsync(c => c.Id == cast.Maria.Actor.ContactId));

    private static string Address(Cast cast) => $"/portal/{cast.Summit.Slug}/contact";
}
