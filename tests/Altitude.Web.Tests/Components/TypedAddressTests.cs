using Altitude.Web.Components;

namespace Altitude.Web.Tests.Components;

/// <summary>An address that follows what is being typed takes no letter away, and still leads where somebody goes.</summary>
public sealed class TypedAddressTests
{
    [Fact]
    public void What_was_typed_meanwhile_outlives_an_address_that_comes_late_and_twice()
    {
        var address = new TypedAddress("");
        address.Write("d");
        address.Write("de");
        address.Write("del");

        Assert.DoesNotContain((string[])["d", "d", "de", "del", "del"], given => address.IsWish(given, "del"));
    }

    [Fact]
    public void A_link_to_the_page_without_a_search_is_followed()
    {
        var address = new TypedAddress("");
        address.Write("del");
        Assert.False(address.IsWish("del", "del"));

        Assert.True(address.IsWish("", "del"));
    }

    [Fact]
    public void So_is_the_way_back_to_an_earlier_one()
    {
        var address = new TypedAddress("old");
        address.Write("new");
        Assert.False(address.IsWish("new", "new"));

        Assert.True(address.IsWish("old", "new"));
    }
}
