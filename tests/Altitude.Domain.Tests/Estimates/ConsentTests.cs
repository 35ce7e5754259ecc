using System.Text.Json;
using Altitude.Domain.Estimates;
using Altitude.Domain.PortalAccess;

namespace Altitude.Domain.Tests.Estimates;

public sealed class ConsentTests
{
    [Fact]
    public void An_approval_leaves_its_whole_evidence()
    {
        var estimate = Summit.Sent();
        var given = Summit.MariaAgrees(estimate, Summit.WithSurgeProtector) with
        {
            TypedName = "  Maria  Delgado-Ortiz ",
            Channel = LinkChannel.Copied,
        };

        var consent = estimate.Approve(given);

        Assert.Equal("Maria  Delgado-Ortiz", consent.TypedName);
        Assert.Equal("MARIA DELGADO-ORTIZ", consent.NormalisedName);
        Assert.Equal("Maria Delgado", consent.ContactName);
        Assert.Equal(given.Contact, consent.ContactId);
        Assert.Equal(given.Session, consent.SessionId);
        Assert.Equal(LinkChannel.Copied, consent.Channel);
        Assert.Equal(given.At, consent.GivenAt);
        Assert.Equal("203.0.113.7", consent.IpAddress);
        Assert.Equal("Mozilla/5.0", consent.UserAgent);
        Assert.Equal(estimate.WorkspaceId, consent.WorkspaceId);
        Assert.Equal(estimate.CustomerId, consent.CustomerId);
        Assert.Equal(estimate.Id, consent.EstimateId);
        Assert.Equal(1, consent.Version);
        Assert.Equal([Summit.SurgeProtector], consent.Ticked);
        Assert.Equal(Summit.Dollars(1_083.20m), consent.Total);
        Assert.Equal(Summit.Dollars(324.96m), consent.Deposit);
        Assert.Equal(DocumentHash.Of(consent.Document), consent.DocumentHash);
    }

    [Fact]
    public void Its_document_holds_the_estimates_and_says_the_same_as_its_fields()
    {
        var estimate = Summit.Sent();
        var consent = estimate.Approve(Summit.MariaAgrees(estimate, Summit.WithSurgeProtector));

        using var read = JsonDocument.Parse(consent.Document);
        string? Text(string name) => read.RootElement.GetProperty(name).GetString();

        Assert.Equal(estimate.Sent?.Document, Text("estimate"));
        Assert.Equal(consent.TypedName, Text("typedName"));
        Assert.Equal(consent.NormalisedName, Text("normalisedName"));
        Assert.Equal(consent.ContactName, Text("contactName"));
        Assert.Equal(consent.Wording, Text("wording"));
        Assert.Equal(consent.ContactId.ToString(), Text("contact"));
        Assert.Equal(consent.SessionId.ToString(), Text("session"));
        Assert.Equal("Email", Text("channel"));
        Assert.Equal("2027-06-08T19:05:00.000000Z", Text("at"));
        Assert.Equal(consent.IpAddress, Text("ip"));
        Assert.Equal(consent.UserAgent, Text("userAgent"));
        Assert.Equal(108_320, read.RootElement.GetProperty("total").GetInt64());
        Assert.Equal(32_496, read.RootElement.GetProperty("deposit").GetInt64());
        Assert.Equal([Summit.SurgeProtector], read.RootElement.GetProperty("options").EnumerateArray().Select(o => o.GetString()));
    }

    [Fact]
    public void The_wording_names_company_total_and_deposit()
    {
        var estimate = Summit.Sent();

        var consent = estimate.Approve(Summit.MariaAgrees(estimate, Summit.WithSurgeProtector));

        Assert.Equal(
            "By typing my name and pressing Approve estimate, I accept estimate EST-1001 from Summit Air Heating & Cooling for $1,083.20 on the terms shown, "
                + "and agree that my typed name counts as my signature. A deposit of $324.96 is due now.",
            consent.Wording
        );
    }

    [Fact]
    public void Without_a_deposit_the_wording_is_silent_about_it()
    {
        var estimate = Summit.Sent(Summit.AcRepairContent() with { Deposit = DepositTerms.None });

        Assert.EndsWith("counts as my signature.", estimate.Approve(Summit.MariaAgrees(estimate)).Wording, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_options_of_the_estimate_are_kept_as_ticked()
    {
        var estimate = Summit.Sent();
        var ticked = new HashSet<string> { Summit.SurgeProtector, Summit.Labour, "no such line" };

        Assert.Equal([Summit.SurgeProtector], estimate.Approve(Summit.MariaAgrees(estimate, ticked)).Ticked);
    }

    [Theory]
    [InlineData("Maria Delgado")]
    [InlineData("李明")]
    [InlineData("Ó Sé")]
    [InlineData("محمد")]
    [InlineData("M. D")]
    public void A_name_has_two_letters_of_any_script(string name) => Assert.True(Consent.IsName(name));

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("M")]
    [InlineData("M ")]
    [InlineData("--")]
    [InlineData("12")]
    [InlineData("\u200b\u200b\u200b")]
    [InlineData("Maria\0Delgado")]
    public void Spaces_and_signs_are_no_name(string name)
    {
        var estimate = Summit.Sent();

        Assert.Equal(EstimateRules.TypedName, Summit.RefusedBy(() => estimate.Approve(Summit.MariaAgrees(estimate) with { TypedName = name })));
    }

    [Fact]
    public void A_name_is_whole_and_no_novel()
    {
        Assert.False(Consent.IsName("Maria \ud83d")); // Half a character.
        Assert.False(Consent.IsName(new string('x', 201)));
        Assert.False(Consent.IsName("a" + new string(' ', 100_000) + "b"));
        Assert.False(Consent.IsName(string.Concat(Enumerable.Repeat("\ufdfa", 20)))); // One character that becomes eighteen.
        Assert.True(Consent.IsName(new string('x', 200)));
    }

    [Fact]
    public void Names_that_read_alike_are_compared_alike()
    {
        Assert.Equal(Consent.Normalise("Zoe\u0308  Müller"), Consent.Normalise(" ZOË MU\u0308LLER "));
        Assert.Equal("MARIA DELGADO", Consent.Normalise("Ｍａｒｉａ\u00a0Delgado"));
    }

    [Fact]
    public void A_browser_that_talks_too_much_is_cut_short()
    {
        Assert.Equal(400, RequestOrigin.Of(null, new string('x', 5_000)).UserAgent.Length);
        Assert.Equal(new RequestOrigin("", ""), RequestOrigin.Of(null, null));
    }
}
