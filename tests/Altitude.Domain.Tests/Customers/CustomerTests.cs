using Altitude.Domain.Customers;
using Altitude.Domain.Workspaces;

namespace Altitude.Domain.Tests.Customers;

public sealed class CustomerTests
{
    [Fact]
    public void A_household_has_several_people_with_rights_of_their_own()
    {
        var delgado = Delgado();
        Add(delgado, "Maria Delgado", " Maria.Delgado@Example.com ");
        delgado.AddContact(Id<Contact>.New(), "Luis Delgado", "luis.delgado@example.com", "", ContactRights.Approve);

        Assert.Equal(["maria.delgado@example.com", "luis.delgado@example.com"], delgado.Contacts.Select(c => c.Email));
        Assert.All(delgado.Contacts, c => Assert.Equal((delgado.WorkspaceId, delgado.Id), (c.WorkspaceId, c.CustomerId)));
        Assert.Equal(["customer.registered", "contact.added", "contact.added"], delgado.TakeEvents().Select(e => e.Kind));
    }

    [Fact]
    public void One_address_belongs_to_one_of_them()
    {
        var delgado = Delgado();
        Add(delgado, "Maria Delgado", "maria.delgado@example.com");
        var revision = delgado.Revision;

        Assert.Equal(CustomerRules.ContactTwice, Summit.RefusedBy(() => Add(delgado, "Luis Delgado", "MARIA.DELGADO@example.com")));
        Assert.Single(delgado.Contacts);
        Assert.Equal(revision, delgado.Revision);
    }

    [Fact]
    public void Who_was_removed_can_come_back()
    {
        var delgado = Delgado();
        var maria = Add(delgado, "Maria Delgado", "maria.delgado@example.com");
        delgado.RemoveContact(maria.Id, Summit.Tuesday);
        delgado.RemoveContact(maria.Id, Summit.Tuesday.AddDays(1));

        Assert.Equal(Summit.Tuesday, maria.RemovedAt);
        Assert.Single(delgado.TakeEvents(), e => e.Kind == "contact.removed");
        Assert.Null(Add(delgado, "Maria Delgado", "maria.delgado@example.com").RemovedAt);
    }

    [Fact]
    public void Who_is_corrected_keeps_an_address_of_their_own()
    {
        var delgado = Delgado();
        var maria = Add(delgado, "Maria Delgado", "maria.delgado@example.com");
        var luis = Add(delgado, "Luis Delgado", "luis.delgado@example.com");
        void Correct(string email) => delgado.ChangeContact(luis.Id, " Luis D. ", email, "720 555 0199", ContactRights.Approve);

        Assert.Equal(CustomerRules.ContactTwice, Summit.RefusedBy(() => Correct("Maria.Delgado@example.com")));
        Assert.Equal("Luis Delgado", luis.Name);
        Correct("Luis.Delgado@example.com"); // Their own, as it was.
        Assert.Equal(
            ("Luis D.", "luis.delgado@example.com", "720 555 0199", ContactRights.Approve),
            (luis.Name, luis.Email, luis.Phone, luis.Rights)
        );
        delgado.RemoveContact(maria.Id, Summit.Tuesday);
        Correct("maria.delgado@example.com"); // Nobody's any more.

        Assert.Equal(
            CustomerRules.ContactMissing,
            Summit.RefusedBy(() => delgado.ChangeContact(maria.Id, "Maria", "m@example.com", "", maria.Rights))
        );
        Assert.Equal(2, delgado.TakeEvents().Count(e => e.Kind == "contact.changed"));
    }

    [Fact]
    public void A_stranger_cannot_be_removed() =>
        Assert.Equal(CustomerRules.ContactMissing, Summit.RefusedBy(() => Delgado().RemoveContact(Id<Contact>.New(), Summit.Tuesday)));

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("a\0b")]
    public void Names_are_written(string name)
    {
        Assert.Equal(CustomerRules.Name, Summit.RefusedBy(() => Customer.Register(Id<Customer>.New(), Id<Workspace>.New(), name, Summit.Tuesday)));
        Assert.Equal(CustomerRules.ContactName, Summit.RefusedBy(() => Add(Delgado(), name, "maria.delgado@example.com")));
        Assert.Equal(CustomerRules.Address, Summit.RefusedBy(() => Delgado().AddLocation(Id<ServiceLocation>.New(), "Home", name)));
    }

    [Fact]
    public void A_telephone_number_is_not_a_novel() =>
        Assert.Equal(
            CustomerRules.Phone,
            Summit.RefusedBy(() => Delgado().AddContact(Id<Contact>.New(), "Maria", "maria@example.com", new string('1', 41), ContactRights.Full))
        );

    [Theory]
    [InlineData(ContactRights.Full, true, true, true)]
    [InlineData(ContactRights.Approve, true, true, false)]
    [InlineData(ContactRights.BillingOnly, false, false, true)]
    public void Each_right_allows_so_much(ContactRights rights, bool seesEstimates, bool decides, bool seesInvoices)
    {
        Assert.Equal(seesEstimates, rights.MaySeeEstimates());
        Assert.Equal(decides, rights.MayDecide());
        Assert.Equal(seesInvoices, rights.MaySeeInvoices());
    }

    private static Customer Delgado() => Customer.Register(Id<Customer>.New(), Id<Workspace>.New(), "Delgado household", Summit.Tuesday);

    private static Contact Add(Customer customer, string name, string email) =>
        customer.AddContact(Id<Contact>.New(), name, email, "+1 303 555 0142", ContactRights.Full);
}
