using Altitude.Domain.Workspaces;

namespace Altitude.Domain.Tests.Workspaces;

/// <summary>A company's own words of a mail: variables by their names, and nothing that runs.</summary>
public sealed class MailWordsTests
{
    private static readonly string[] Variables = ["customer.first_name", "estimate.number"];

    [Fact]
    public void A_variable_is_replaced_by_its_value_and_a_value_is_never_looked_through()
    {
        var words = new MailWords(
            "{{estimate.number}} for {{ customer.first_name }}",
            "Hello {{customer.first_name}},\n\n{{estimate.number}}{{estimate.number}}"
        );

        var filled = words.With(new Dictionary<string, string> { ["customer.first_name"] = "{{estimate.number}}", ["estimate.number"] = "EST-1" });

        Assert.Equal("EST-1 for {{estimate.number}}", filled.Subject);
        Assert.Equal("Hello {{estimate.number}},\n\nEST-1EST-1", filled.Text);
        Assert.Equal("Hello ,", words.With(new Dictionary<string, string>()).Paragraphs[0]);
    }

    [Theory]
    [InlineData("{{customer.phone}}")]
    [InlineData("{{ customer.phone }}")]
    [InlineData("{{customer.first_name.ToString()}}")]
    [InlineData("{{CUSTOMER.FIRST_NAME}}")]
    public void A_variable_that_the_mail_does_not_have_is_refused_with_the_list(string text)
    {
        foreach (var words in new[] { new MailWords("Hello", text), new MailWords(text, "Hello") })
        {
            var refused = Assert.Throws<RuleViolation>(() => words.Require(Variables));

            Assert.Equal(NotificationRules.Variable, refused.Rule);
            Assert.Contains("{{customer.first_name}}, {{estimate.number}}", refused.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("Hello {{", NotificationRules.Variable)]
    [InlineData("Hello }}", NotificationRules.Variable)]
    [InlineData("{{#each customers}}", NotificationRules.Variable)]
    [InlineData("", NotificationRules.Text)]
    [InlineData(" \n ", NotificationRules.Text)]
    public void What_cannot_be_used_is_refused(string text, string rule) =>
        Assert.Equal(rule, Assert.Throws<RuleViolation>(() => new MailWords("Hello", text).Require(Variables)).Rule);

    [Theory]
    [InlineData("")]
    [InlineData("two\nlines")]
    public void A_subject_is_one_line(string subject) =>
        Assert.Equal(NotificationRules.Subject, Assert.Throws<RuleViolation>(() => new MailWords(subject, "Hello").Require(Variables)).Rule);

    [Fact]
    public void Lengths_have_an_end()
    {
        Assert.Equal(
            NotificationRules.Subject,
            Assert.Throws<RuleViolation>(() => new MailWords(new string('x', MailWords.LongestSubject + 1), "Hello").Require(Variables)).Rule
        );
        Assert.Equal(
            NotificationRules.Text,
            Assert.Throws<RuleViolation>(() => new MailWords("Hello", new string('x', MailWords.LongestText + 1)).Require(Variables)).Rule
        );
        new MailWords(new string('x', MailWords.LongestSubject), new string('x', MailWords.LongestText)).Require(Variables);
    }
}
