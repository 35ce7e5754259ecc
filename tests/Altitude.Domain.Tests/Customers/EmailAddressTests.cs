using System.Net.Mail;
using Altitude.Domain.Customers;
using CsCheck;

namespace Altitude.Domain.Tests.Customers;

public sealed class EmailAddressTests
{
    [Theory]
    [InlineData(" Maria.Delgado@Example.com ", "maria.delgado@example.com")]
    [InlineData("books+rent@delgado-rentals.example", "books+rent@delgado-rentals.example")]
    [InlineData("o'neil@example.co.uk", "o'neil@example.co.uk")]
    [InlineData("josé@exämple.example", "josé@exämple.example")]
    public void It_is_compared_in_small_letters(string written, string address) => Assert.Equal(address, EmailAddress.Normalise(written));

    [Theory]
    [InlineData("")]
    [InlineData("maria")]
    [InlineData("@example.com")]
    [InlineData("maria@")]
    [InlineData("maria@@example.com")]
    [InlineData("maria@one@example.com")]
    [InlineData(".maria@example.com")]
    [InlineData("maria..delgado@example.com")]
    [InlineData("maria@example.")]
    [InlineData("maria@.com")]
    [InlineData("maria delgado@example.com")]
    [InlineData("maria@example.com\r\nBcc: all@example.com")]
    [InlineData("maria@example.com,luis@example.com")]
    [InlineData("Maria <maria@example.com>")]
    [InlineData("maria(home)@example.com")]
    [InlineData("maria@[127.0.0.1]")]
    [InlineData("maria\0@example.com")]
    public void Nothing_else_is_an_address(string written) =>
        Assert.Equal(CustomerRules.Email, Summit.RefusedBy(() => EmailAddress.Normalise(written)));

    [Fact]
    public void Half_a_character_is_part_of_no_address() =>
        Assert.Equal(CustomerRules.Email, Summit.RefusedBy(() => EmailAddress.Normalise("maria\ud83d@example.com")));

    [Fact]
    public void A_long_address_is_none() =>
        Assert.Equal(CustomerRules.Email, Summit.RefusedBy(() => EmailAddress.Normalise(new string('m', 250) + "@x.example")));

    [Fact]
    public void Whatever_is_accepted_stays_as_it_is_and_can_be_mailed_to() =>
        Gen.String[Gen.OneOf<char>(Gen.Char["aZ9.+-_@@"], Gen.Char[' ', '~'], Gen.Char), 1, 12]
            .Sample(
                written =>
                {
                    string address;
                    try
                    {
                        address = EmailAddress.Normalise(written);
                    }
                    catch (RuleViolation refused)
                    {
                        Assert.Equal(CustomerRules.Email, refused.Rule);
                        return;
                    }

                    Assert.Equal(address, EmailAddress.Normalise(address));
                    Assert.True(MailAddress.TryCreate(address, out var read), address);
                    Assert.Equal(address, read.Address);
                },
                iter: 20_000
            );
}
